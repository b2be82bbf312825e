/** The rules of users: reading and making them, their passwords, and what administrators may change. */
import { and, eq, isNotNull, sql } from "drizzle-orm";
import { dependency } from "tenon";
import { EmailTaken, LastAdmin, UserNotFound, UsernameTaken } from "../core/errors.ts";
import { type PasswordHasher, passwordHasher } from "../core/passwords.ts";
import type { Role } from "../core/roles.ts";
import { caseFolded } from "../db/case-folded.ts";
import { violatedUniqueness } from "../db/query-error.ts";
import { dbSession, type Session } from "../db/session.ts";
import { type UserRow, usernameIsUnique, users, verifiedEmailIsUnique } from "../models/user.ts";
import type { Page } from "../schemas/page.ts";
import { type User, withoutHash } from "./user.ts";
import { listUsers, type UserListQuery } from "./user-list.ts";

export type { User } from "./user.ts";

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

/** How a check of a password ended. */
export interface Authentication {
  /** Who signed in; undefined when nobody did, whatever was wrong. */
  readonly user: User | undefined;
  /** Whose account was tried, for the audit trail; nobody else may know. */
  readonly accountId: string | null;
}

/** What the rules store of a change; never taken from a request as it is. */
export type UserValues = Partial<
  Pick<UserRow, "username" | "email" | "emailVerifiedAt" | "passwordHash" | "roles" | "isActive">
>;

/** Users: reading, making, changing, and checking their passwords. */
export class UserService {
  readonly #session: Session;
  readonly #passwords: PasswordHasher;

  constructor(session: Session, passwords: PasswordHasher) {
    this.#session = session;
    this.#passwords = passwords;
  }

  /**
   * Makes an account.
   *
   * @throws {UsernameTaken}
   * @throws {EmailTaken} when the e-mail is to count as verified and belongs to another account
   */
  async create({ username, email, password }: NewAccount, granted: Granted = {}): Promise<User> {
    const passwordHash = await this.hashPassword(password);
    const emailVerifiedAt = granted.emailVerified ? new Date() : null;
    return this.#insert({
      username,
      email,
      emailVerifiedAt,
      passwordHash,
      roles: [...(granted.roles ?? [])],
    });
  }

  /**
   * Makes an account of somebody whom an outside provider vouches for. It has no password until its owner sets one by mail.
   *
   * @throws {UsernameTaken}
   * @throws {EmailTaken} when another account was faster
   */
  async createWithoutPassword({ username, email }: Omit<NewAccount, "password">): Promise<User> {
    return this.#insert({ username, email, emailVerifiedAt: new Date(), passwordHash: null });
  }

  /** Whether there is an account with this username. */
  async isTaken(username: string): Promise<boolean> {
    return (await this.#findByLogin(username)) !== undefined;
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

  /** The user whose verified e-mail this is. */
  async findByVerifiedEmail(email: string): Promise<User | undefined> {
    const row = await this.#findByLogin(email);
    return row && withoutHash(row);
  }

  /** One page of the users that fit. */
  async list(query: UserListQuery): Promise<Page<User>> {
    return listUsers(this.#session.orm, query);
  }

  /**
   * Changes what the rules decided.
   *
   * @throws {UsernameTaken}
   * @throws {EmailTaken} when the e-mail is verified, and another account's
   * @throws {UserNotFound} when the user has gone meanwhile
   */
  async update(id: string, values: UserValues): Promise<User> {
    if (Object.keys(values).length === 0) return this.get(id);
    const [row] = await this.#session.orm
      .update(users)
      .set(values)
      .where(eq(users.id, id))
      .returning()
      .catch(asConflict);
    return withoutHash(found(row));
  }

  /** Removes a user with everything that is theirs; the audit trail stays. */
  async remove(id: string): Promise<void> {
    await this.#session.orm.delete(users).where(eq(users.id, id));
  }

  /**
   * Keeps the service in somebody's hands: call it when an account is about to lose its administrator's role or its life.
   *
   * @throws {LastAdmin} when no other active administrator is there
   */
  async checkNotLastAdmin({ id, roles, isActive }: User): Promise<void> {
    if (!isActive || !roles.includes("admin")) return;
    // Locked in one order: two administrators who remove each other at once must not both succeed.
    const admins = await this.#session.orm
      .select({ id: users.id })
      .from(users)
      .where(and(sql`'admin' = any(${users.roles})`, eq(users.isActive, true)))
      .orderBy(users.id)
      .for("update");
    if (!admins.some((admin) => admin.id !== id)) throw new LastAdmin();
  }

  /**
   * The active user with this username or *verified* e-mail and this password; nobody otherwise, whichever of them is
   * wrong, after the same work.
   */
  async authenticate(login: string, password: string): Promise<Authentication> {
    const row = await this.#findByLogin(login);
    // The others may have the connection while the password is checked.
    await this.#session.release();
    const verified = await this.#passwords.verify(password, row?.passwordHash ?? undefined);
    const accountId = row?.id ?? null;
    if (row === undefined || row.passwordHash === null || !verified || !row.isActive)
      return { user: undefined, accountId };
    if (this.#passwords.needsRehash(row.passwordHash)) await this.#rehash(row.id, row.passwordHash, password);
    return { user: withoutHash(row), accountId };
  }

  /** Whether this is the user's password. */
  async hasPassword({ id }: User, password: string): Promise<boolean> {
    const [row] = await this.#session.orm.select().from(users).where(eq(users.id, id));
    await this.#session.release();
    return this.#passwords.verify(password, row?.passwordHash ?? undefined);
  }

  /** The hash to keep of a new password. Commits what was done before: hashing is slow. */
  async hashPassword(password: string): Promise<string> {
    await this.#session.release();
    return this.#passwords.hash(password);
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

  async #insert(values: typeof users.$inferInsert): Promise<User> {
    const [row] = await this.#session.orm.insert(users).values(values).returning().catch(asConflict);
    return withoutHash(found(row));
  }

  async #rehash(id: string, passwordHash: string, password: string): Promise<void> {
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
