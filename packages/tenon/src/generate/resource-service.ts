/** The file of a resource's rules and queries. */
import type { Resource } from "./resource-asked.ts";

export function serviceFile({ one, many }: Resource): string {
  const { pascal, camel, kebab, words } = one;
  return `/** The rules of ${many.words}: everybody has their own, and every query on them says whose. */
import { and, desc, eq, lt, type SQL } from "drizzle-orm";
import { dependency } from "tenon";
import { ${pascal}NotFound } from "../core/errors.ts";
import { dbSession, type Session } from "../db/session.ts";
import { type ${pascal}Row, ${many.camel} } from "../models/${kebab}.ts";
import type { ${pascal}Change, ${pascal}Create, ${pascal}Query } from "../schemas/${kebab}.ts";
import { ownedBy } from "./ownership.ts";
import type { User } from "./user.ts";

/** Whose something is. */
type Owner = Pick<User, "id">;

/** ${capital(many.words)}: making, reading, changing and removing them. */
export class ${pascal}Service {
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
  }

  /** Makes one that belongs to its maker. */
  async create(owner: Owner, values: ${pascal}Create): Promise<${pascal}Row> {
    const rows = await this.#session.orm
      .insert(${many.camel})
      .values({ ...values, userId: owner.id })
      .returning();
    return found(rows);
  }

  /** Those of an owner, newest first. */
  async list(owner: Owner, query: ${pascal}Query): Promise<${pascal}Row[]> {
    return this.#page(query, ownedBy(owner, ${many.camel}));
  }

  /** Everybody's, newest first: for who may read all. */
  async listAll(query: ${pascal}Query): Promise<${pascal}Row[]> {
    return this.#page(query);
  }

  /**
   * The ${words} of an owner with this id.
   *
   * @throws {${pascal}NotFound} somebody else's included
   */
  async get(owner: Owner, id: string): Promise<${pascal}Row> {
    return found(await this.#session.orm.select().from(${many.camel}).where(this.#owned(owner, id)));
  }

  /**
   * Changes what is named.
   *
   * @throws {${pascal}NotFound} somebody else's included
   */
  async change(owner: Owner, id: string, values: ${pascal}Change): Promise<${pascal}Row> {
    if (Object.keys(values).length === 0) return this.get(owner, id);
    const { orm } = this.#session;
    return found(await orm.update(${many.camel}).set(values).where(this.#owned(owner, id)).returning());
  }

  /**
   * Removes it.
   *
   * @throws {${pascal}NotFound} somebody else's included
   */
  async remove(owner: Owner, id: string): Promise<void> {
    found(await this.#session.orm.delete(${many.camel}).where(this.#owned(owner, id)).returning());
  }

  #owned(owner: Owner, id: string): SQL | undefined {
    return and(eq(${many.camel}.id, id), ownedBy(owner, ${many.camel}));
  }

  #page({ limit, before }: ${pascal}Query, whose?: SQL): Promise<${pascal}Row[]> {
    const older = before === undefined ? undefined : lt(${many.camel}.id, before);
    return this.#session.orm
      .select()
      .from(${many.camel})
      .where(and(whose, older))
      .orderBy(desc(${many.camel}.id))
      .limit(limit);
  }
}

/** The rules of ${many.words}, in the session of the request. */
export const ${camel}Service = dependency(
  { name: "${camel}Service", depends: { session: dbSession } },
  ({ session }) => new ${pascal}Service(session),
);

function found([row]: readonly ${pascal}Row[]): ${pascal}Row {
  if (row === undefined) throw new ${pascal}NotFound();
  return row;
}
`;
}

function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
