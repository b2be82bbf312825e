/** The list of users: which, in which order, from where on. */
import { and, asc, count, desc, eq, ilike, isNotNull, isNull, or, type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import { CursorInvalid } from "../core/errors.ts";
import type { Role } from "../core/roles.ts";
import { caseFolded } from "../db/case-folded.ts";
import type { Orm } from "../db/database.ts";
import { users } from "../models/user.ts";
import type { Page, PageRequest } from "../schemas/page.ts";
import type { userSorts } from "../schemas/user.ts";
import { type User, withoutHash } from "./user.ts";

/** What of the list is asked for. */
export interface UserListQuery extends PageRequest {
  readonly sort?: (typeof userSorts)[number] | undefined;
  readonly search?: string | undefined;
  readonly role?: Role | undefined;
  readonly isActive?: boolean | undefined;
  readonly emailVerified?: boolean | undefined;
}

/** What a sort compares, as an expression of a row and of a value out of a cursor. */
const sortKeys = {
  // The ids begin with the time of their making.
  createdAt: { ofRow: sql`${users.id}`, ofValue: (value: string) => sql`${value}::uuid` },
  username: { ofRow: caseFolded(users.username), ofValue: (value: string) => sql`${value}::text` },
  email: { ofRow: caseFolded(users.email), ofValue: (value: string) => sql`${value}::text` },
} as const;

/** Where a page ended: the sort, the last row's value in it, and its id, because values may be equal. */
const Cursor = z.tuple([z.string(), z.string(), z.uuid()]);

/**
 * Reads one page of users.
 *
 * @throws {CursorInvalid} for a cursor of another list, or one beside an offset
 */
export async function listUsers(orm: Orm, query: UserListQuery): Promise<Page<User>> {
  const { limit, offset, cursor, sort = "createdAt" } = query;
  const isDescending = sort.startsWith("-");
  const key = sortKeys[sort.replace("-", "") as keyof typeof sortKeys];
  const inOrder = isDescending ? desc : asc;
  const fitting = conditions(query);
  // One more than asked for tells whether there is a next page.
  const rows = await orm
    .select({ user: users, value: sql<string>`${key.ofRow}::text` })
    .from(users)
    .where(and(...fitting, cursor === undefined ? undefined : behind(cursor, query, isDescending)))
    .orderBy(inOrder(key.ofRow), inOrder(users.id))
    .limit(limit + 1)
    .offset(offset);
  const [all] = await orm
    .select({ total: count() })
    .from(users)
    .where(and(...fitting));
  const page = rows.slice(0, limit);
  const last = rows.length > limit ? page.at(-1) : undefined;
  return {
    items: page.map(({ user }) => withoutHash(user)),
    total: all?.total ?? 0,
    limit,
    offset,
    nextCursor: last === undefined ? null : writeCursor([sort, last.value, last.user.id]),
  };
}

function conditions({ search, role, isActive, emailVerified }: UserListQuery): (SQL | undefined)[] {
  return [
    search === undefined ? undefined : or(contains(users.username, search), contains(users.email, search)),
    role === undefined ? undefined : sql`${role} = any(${users.roles})`,
    isActive === undefined ? undefined : eq(users.isActive, isActive),
    emailVerified === undefined
      ? undefined
      : emailVerified
        ? isNotNull(users.emailVerifiedAt)
        : isNull(users.emailVerifiedAt),
  ];
}

function contains(column: typeof users.username | typeof users.email, part: string): SQL {
  // No username and no e-mail has a NUL, and PostgreSQL takes none; what LIKE reads as a pattern is text here.
  const text = part.replaceAll("\0", "\uFFFD").replace(/[\\%_]/g, "\\$&");
  return ilike(column, `%${text}%`);
}

function behind(cursor: string, { offset, sort = "createdAt" }: UserListQuery, isDescending: boolean): SQL {
  const [cursorSort, value, id] = readCursor(cursor);
  if (cursorSort !== sort || offset !== 0) throw new CursorInvalid();
  const { ofRow, ofValue } = sortKeys[sort.replace("-", "") as keyof typeof sortKeys];
  const here = sql`(${ofRow}, ${users.id})`;
  const there = sql`(${ofValue(value)}, ${id}::uuid)`;
  return isDescending ? sql`${here} < ${there}` : sql`${here} > ${there}`;
}

function writeCursor(position: z.infer<typeof Cursor>): string {
  return Buffer.from(JSON.stringify(position)).toString("base64url");
}

function readCursor(cursor: string): z.infer<typeof Cursor> {
  let position: unknown;
  try {
    position = JSON.parse(Buffer.from(cursor, "base64url").toString("utf8"));
  } catch (cause) {
    throw new CursorInvalid(undefined, { cause });
  }
  const read = Cursor.safeParse(position);
  // A sort by id compares ids: anything else would be PostgreSQL's error, not the caller's.
  const isReadable = read.success && !read.data[1].includes("\0");
  if (!isReadable) throw new CursorInvalid();
  const [sort, value] = read.data;
  if (sort.endsWith("createdAt") && !z.uuid().safeParse(value).success) throw new CursorInvalid();
  return read.data;
}
