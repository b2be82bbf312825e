/** Users and profiles: their rules and queries. */
import { and, eq, type SQL, sql } from "drizzle-orm";
import { dependency } from "tenon";
import type { z } from "zod";
import { CredentialsInvalid, EmailTaken, ProfileNotFound, UsernameTaken } from "../core/errors.ts";
import { hashPassword, isPassword } from "../core/passwords.ts";
import { type Database, database } from "../db/database.ts";
import { violatedUniqueness } from "../db/violated-uniqueness.ts";
import { emailIsUnique, follows, type UserRow, usernameIsUnique, users } from "../models/user.ts";
import type { Login, NewUser, Profile, UserChange } from "../schemas/user.ts";

/** A user without what only the service may see. */
export type User = Omit<UserRow, "passwordHash">;

/** What everybody sees of a user, and whether the reader follows it. Without a reader: no. */
export const profileFor = (reader: User | undefined) => ({
  username: users.username,
  bio: users.bio,
  image: users.image,
  following: isFollowedBy(reader).mapWith(Boolean),
});

/** Whether a reader follows the user of the row. */
export function isFollowedBy(reader: User | undefined): SQL {
  return sql`exists (select 1 from ${follows} where ${follows.followedId} = ${users.id} and ${follows.followerId} = ${reader?.id ?? null})`;
}

export class UserService {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  async find(id: number): Promise<User | undefined> {
    return (await this.#db.select().from(users).where(eq(users.id, id)))[0];
  }

  async create({ password, ...user }: z.infer<typeof NewUser>["user"]): Promise<User> {
    const passwordHash = await hashPassword(password);
    const [row] = await this.#db
      .insert(users)
      .values({ ...user, passwordHash })
      .returning()
      .catch(asConflict);
    return row as User;
  }

  async signIn({ email, password }: z.infer<typeof Login>["user"]): Promise<User> {
    const [row] = await this.#db.select().from(users).where(eq(users.email, email));
    if (!(await isPassword(password, row?.passwordHash))) throw new CredentialsInvalid();
    return row as User;
  }

  async change(
    { id }: User,
    { password, bio, image, ...change }: z.infer<typeof UserChange>["user"],
  ): Promise<User> {
    const passwordHash = password === undefined ? users.passwordHash : await hashPassword(password);
    const [row] = await this.#db
      .update(users)
      .set({ ...change, passwordHash, bio: orNull(bio), image: orNull(image) })
      .where(eq(users.id, id))
      .returning()
      .catch(asConflict);
    return row as User;
  }

  async profile(username: string, reader: User | undefined): Promise<z.infer<typeof Profile>> {
    const [profile] = await this.#db
      .select(profileFor(reader))
      .from(users)
      .where(eq(users.username, username));
    if (profile === undefined) throw new ProfileNotFound();
    return profile;
  }

  async follow(username: string, follower: User): Promise<z.infer<typeof Profile>> {
    const { id } = await this.#named(username);
    await this.#db.insert(follows).values({ followerId: follower.id, followedId: id }).onConflictDoNothing();
    return this.profile(username, follower);
  }

  async unfollow(username: string, follower: User): Promise<z.infer<typeof Profile>> {
    const { id } = await this.#named(username);
    await this.#db
      .delete(follows)
      .where(and(eq(follows.followerId, follower.id), eq(follows.followedId, id)));
    return this.profile(username, follower);
  }

  async #named(username: string): Promise<User> {
    const [row] = await this.#db.select().from(users).where(eq(users.username, username));
    if (row === undefined) throw new ProfileNotFound();
    return row;
  }
}

/** The service of the running app. */
export const userService = dependency(
  { scope: "app", name: "userService", depends: { db: database } },
  ({ db }) => new UserService(db),
);

/** A blank text is none; what was not sent stays as it is. */
function orNull(text: string | null | undefined): string | null | undefined {
  return text === undefined ? undefined : text?.trim() || null;
}

function asConflict(error: unknown): never {
  const constraint = violatedUniqueness(error);
  if (constraint === usernameIsUnique) throw new UsernameTaken();
  if (constraint === emailIsUnique) throw new EmailTaken();
  throw error;
}
