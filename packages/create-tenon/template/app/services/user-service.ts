/** The rules of users. All queries on users are here: one place to look at, and one place to guard. */
import { and, asc, count, eq, isNotNull } from "drizzle-orm";
import { dependency } from "tenon";
import { EmailTaken, UserNotFound, UsernameTaken } from "../core/errors.ts";
import { type PasswordHasher, passwordHasher } from "../core/passwords.ts";
import type { Role } from "../core/roles.ts";
import { caseFolded } from "../db/case-folded.ts";
import { violatedUniqueness } from "../db/query-error.ts";
import { dbSession, type Session } from "../db/session.ts";
import { type UserRow, usernameIsUnique, users, verifiedEmailIsUnique } from "../models/user.ts";
import type { Page, PageRequest } from "../schemas/page.ts";

/** A user outside this layer: the row without what only this layer may see. */
export type User = Omit<UserRow, "passwordHash">;

/** An account to be made. */
export interface NewAccount {
  readonly username: string;
  readonly email: string;
  readonly password: string;
}

/** What an operator decides about an account to be made. */
export interface Granted {
  readonly roles?: readonly Role[];
  /** The operator vouches for the e-mail. */
  readonly emailVerified?: boolean;
}

/** What users may change of themselves. */
export interface ProfileChanges {
  readonly username?: string | undefined;
  readonly email?: string | undefined;
}

/** Users: signing up, signing in, reading, changing. */
export class UserService {
  readonly #session: Session;
  readonly #passwords: PasswordHasher;

  constructor(session: Session, passwords: PasswordHasher) {
    this.#session = session;
    this.#passwords = passwords;
  }

  /**
   * Makes an account for whoever asks, usable by its username at once. The e-mail is only kept: whether another account
   * has it makes no difference here, so that a sign-up cannot be used to find out.
   *
   * @throws {UsernameTaken}
   */
  async signUp(account: NewAccount): Promise<User> {
    return this.create(account);
  }

  /**
   * Makes an account as an administrator.
   *
   * @throws {UsernameTaken}
   * @throws {EmailTaken} when the e-mail is to count as verified and belongs to another account
   */
  async create({ username, email, password }: NewAccount, granted: Granted = {}): Promise<User> {
    // Hashing takes tens of milliseconds: before the first query, when no transaction is open.
    const passwordHash = await this.#passwords.hash(password);
    const emailVerifiedAt = granted.emailVerified ? new Date() : null;
    const roles = [...(granted.roles ?? [])];
    const [row] = await this.#session.orm
      .insert(users)
      .values({ username, email, emailVerifiedAt, passwordHash, roles })
      .returning()
      .catch(asConflict);
    return withoutHash(found(row));
  }

  /**
   * The user with this id.
   *
   * @throws {UserNotFound}
   */
  async get(id: string): Promise<User> {
    return found(await this.find(id));
  }

  /** The user with this id, if there is one. */
  async find(id: string): Promise<User | undefined> {
    const [row] = await this.#session.orm.select().from(users).where(eq(users.id, id));
    return row && withoutHash(row);
  }

  /** All users, oldest first, piece by piece. */
  async list({ limit, offset }: PageRequest): Promise<Page<User>> {
    const { orm } = this.#session;
    // The ids begin with the time of their making.
    const rows = await orm.select().from(users).orderBy(asc(users.id)).limit(limit).offset(offset);
    const [all] = await orm.select({ total: count() }).from(users);
    return { items: rows.map(withoutHash), total: all?.total ?? 0, limit, offset };
  }

  /**
   * Changes what users may change of themselves. An e-mail that changes is not verified any more.
   *
   * @throws {UsernameTaken}
   * @throws {UserNotFound} when the user has gone meanwhile
   */
  async updateOwnProfile(user: User, { username, email }: ProfileChanges): Promise<User> {
    const changes = {
      ...(username === undefined || username === user.username ? {} : { username }),
      ...(email === undefined || email === user.email ? {} : { email, emailVerifiedAt: null }),
    };
    if (Object.keys(changes).length === 0) return this.get(user.id);
    const [row] = await this.#session.orm
      .update(users)
      .set(changes)
      .where(eq(users.id, user.id))
      .returning()
      .catch(asConflict);
    return withoutHash(found(row));
  }

  /**
   * The active user with this username or *verified* e-mail and this password; nothing otherwise, whichever of them is
   * wrong, after the same work.
   */
  async authenticate(login: string, password: string): Promise<User | undefined> {
    const row = await this.#findByLogin(login);
    // The others may have the connection while the password is checked.
    await this.#session.release();
    const verified = await this.#passwords.verify(password, row?.passwordHash);
    if (row === undefined || !verified || !row.isActive) return undefined;
    if (this.#passwords.needsRehash(row.passwordHash)) await this.#rehash(row, password);
    return withoutHash(row);
  }

  async #findByLogin(login: string): Promise<UserRow | undefined> {
    // PostgreSQL refuses a text with a NUL; no username and no e-mail has one.
    if (login.includes("\0")) return undefined;
    const byName = eq(caseFolded(users.username), caseFolded(login));
    const byEmail = and(eq(caseFolded(users.email), caseFolded(login)), isNotNull(users.emailVerifiedAt));
    const [row] = await this.#session.orm
      .select()
      .from(users)
      .where(login.includes("@") ? byEmail : byName);
    return row;
  }

  async #rehash({ id, passwordHash }: UserRow, password: string): Promise<void> {
    const renewed = await this.#passwords.hash(password);
    // Not over a password that was changed in between.
    const unchanged = and(eq(users.id, id), eq(users.passwordHash, passwordHash));
    await this.#session.orm.update(users).set({ passwordHash: renewed }).where(unchanged);
  }
}

/** The rules of users, in the session of the request. */
export const userService = dependency(
  { name: "userService", depends: { session: dbSession, passwords: passwordHasher } },
  ({ session, passwords }) => new UserService(session, passwords),
);

function withoutHash({ passwordHash: _, ...user }: UserRow): User {
  return user;
}

function found<Value>(value: Value | undefined): Value {
  if (value === undefined) throw new UserNotFound();
  return value;
}

function asConflict(error: unknown): never {
  const constraint = violatedUniqueness(error);
  if (constraint === usernameIsUnique) throw new UsernameTaken();
  if (constraint === verifiedEmailIsUnique) throw new EmailTaken();
  throw error;
}
