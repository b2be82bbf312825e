/** Articles, their comments and tags: rules and queries. */
import { randomBytes } from "node:crypto";
import { and, arrayContains, desc, eq, exists, type SQL, sql } from "drizzle-orm";
import { dependency } from "tenon";
import type { z } from "zod";
import { ArticleForbidden, ArticleNotFound, CommentForbidden, CommentNotFound } from "../core/errors.ts";
import { type Database, database } from "../db/database.ts";
import { articles, comments, favorites } from "../models/article.ts";
import { users } from "../models/user.ts";
import type { ArticleChange, ArticleQuery, NewArticle, Page } from "../schemas/article.ts";
import { isFollowedBy, profileFor, type User } from "./user-service.ts";

/** An article or a comment, as the API answers it. */
export type Article = Awaited<ReturnType<ArticleService["get"]>>;
export type Comment = Awaited<ReturnType<ArticleService["comments"]>>[number];

/** The most entries of one page, whatever is asked for. */
const longestPage = 100;

export class ArticleService {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  list({ tag, author, favorited, ...page }: z.infer<typeof ArticleQuery>, reader?: User) {
    const fans = this.#db
      .select({ id: users.id })
      .from(favorites)
      .innerJoin(users, eq(users.id, favorites.userId))
      .where(and(eq(favorites.articleId, articles.id), eq(users.username, favorited ?? "")));
    const conditions = [
      tag === undefined ? undefined : arrayContains(articles.tagList, [tag]),
      author === undefined ? undefined : eq(users.username, author),
      favorited === undefined ? undefined : exists(fans),
    ];
    return this.#page(and(...conditions), page, reader);
  }

  feed(page: z.infer<typeof Page>, reader: User) {
    return this.#page(isFollowedBy(reader), page, reader);
  }

  async get(slug: string, reader?: User) {
    const [article] = await this.#articles(eq(articles.slug, slug), reader);
    if (article === undefined) throw new ArticleNotFound();
    return article;
  }

  async create(
    { tagList = [], ...article }: z.infer<typeof NewArticle>["article"],
    author: User,
  ): Promise<Article> {
    const slug = slugOf(article.title);
    await this.#db
      .insert(articles)
      .values({ ...article, slug, tagList: sorted(tagList), authorId: author.id });
    return this.get(slug, author);
  }

  async change(
    slug: string,
    change: z.infer<typeof ArticleChange>["article"],
    author: User,
  ): Promise<Article> {
    const { id } = await this.#own(slug, author);
    const { title, tagList } = change;
    const renamed = title === undefined ? slug : slugOf(title);
    const values = {
      ...change,
      slug: renamed,
      ...(tagList === undefined ? {} : { tagList: sorted(tagList) }),
    };
    await this.#db.update(articles).set(values).where(eq(articles.id, id));
    return this.get(renamed, author);
  }

  async remove(slug: string, author: User): Promise<void> {
    const { id } = await this.#own(slug, author);
    await this.#db.delete(articles).where(eq(articles.id, id));
  }

  async favorite(slug: string, { id: userId, ...reader }: User): Promise<Article> {
    const { id: articleId } = await this.#row(slug);
    await this.#db.insert(favorites).values({ userId, articleId }).onConflictDoNothing();
    return this.get(slug, { id: userId, ...reader });
  }

  async unfavorite(slug: string, reader: User): Promise<Article> {
    const { id } = await this.#row(slug);
    await this.#db.delete(favorites).where(and(eq(favorites.articleId, id), eq(favorites.userId, reader.id)));
    return this.get(slug, reader);
  }

  async comments(slug: string, reader?: User) {
    const { id } = await this.#row(slug);
    return this.#comments(eq(comments.articleId, id), reader);
  }

  async comment(slug: string, body: string, author: User): Promise<Comment> {
    const { id: articleId } = await this.#row(slug);
    const [made] = await this.#db
      .insert(comments)
      .values({ body, articleId, authorId: author.id })
      .returning();
    const [comment] = await this.#comments(eq(comments.id, made?.id ?? 0), author);
    return comment as Comment;
  }

  async removeComment(slug: string, id: number, author: User): Promise<void> {
    const { id: articleId } = await this.#row(slug);
    const its = and(eq(comments.id, id), eq(comments.articleId, articleId));
    const [comment] = await this.#db.select().from(comments).where(its);
    if (comment === undefined) throw new CommentNotFound();
    if (comment.authorId !== author.id) throw new CommentForbidden();
    await this.#db.delete(comments).where(its);
  }

  async tags(): Promise<string[]> {
    const tag = sql<string>`unnest(${articles.tagList})`.as("tag");
    const rows = await this.#db.selectDistinct({ tag }).from(articles).orderBy(sql`tag`);
    return rows.map((row) => row.tag);
  }

  async #page(where: SQL | undefined, { limit, offset }: z.infer<typeof Page>, reader: User | undefined) {
    const part = this.#articles(where, reader).limit(Math.min(limit, longestPage)).offset(offset);
    const all = this.#db.select({ id: articles.id }).from(articles).innerJoin(users, isAuthor).where(where);
    return { articles: await part, articlesCount: await this.#db.$count(all.as("all")) };
  }

  #articles(where: SQL | undefined, reader: User | undefined) {
    const favorited = sql`exists (select 1 from ${favorites} where ${favorites.articleId} = ${articles.id} and ${favorites.userId} = ${reader?.id ?? null})`;
    return this.#db
      .select({
        slug: articles.slug,
        title: articles.title,
        description: articles.description,
        body: articles.body,
        tagList: articles.tagList,
        createdAt: articles.createdAt,
        updatedAt: articles.updatedAt,
        favorited: favorited.mapWith(Boolean),
        favoritesCount: this.#db.$count(favorites, eq(favorites.articleId, articles.id)),
        author: profileFor(reader),
      })
      .from(articles)
      .innerJoin(users, isAuthor)
      .where(where)
      .orderBy(desc(articles.id));
  }

  #comments(where: SQL, reader: User | undefined) {
    const { id, body, createdAt, updatedAt } = comments;
    return this.#db
      .select({ id, body, createdAt, updatedAt, author: profileFor(reader) })
      .from(comments)
      .innerJoin(users, eq(users.id, comments.authorId))
      .where(where)
      .orderBy(comments.id);
  }

  async #own(slug: string, author: User) {
    const row = await this.#row(slug);
    if (row.authorId !== author.id) throw new ArticleForbidden();
    return row;
  }

  async #row(slug: string) {
    const [row] = await this.#db.select().from(articles).where(eq(articles.slug, slug));
    if (row === undefined) throw new ArticleNotFound();
    return row;
  }
}

/** The service of the running app. */
export const articleService = dependency(
  { scope: "app", name: "articleService", depends: { db: database } },
  ({ db }) => new ArticleService(db),
);

const isAuthor = eq(users.id, articles.authorId);

/** Two articles may have one title: a few random letters tell them apart. */
function slugOf(title: string): string {
  const words =
    title
      .normalize("NFKD")
      .toLowerCase()
      .match(/[a-z0-9]+/g) ?? [];
  return [...words, randomBytes(4).toString("hex")].join("-").slice(-200);
}

function sorted(tags: readonly string[]): string[] {
  return [...new Set(tags)].sort();
}
