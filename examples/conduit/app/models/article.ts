/** Articles with their tags, who likes them, and what is said below them. */
import { sql } from "drizzle-orm";
import { index, integer, pgTable, primaryKey, text, timestamp } from "drizzle-orm/pg-core";
import { users } from "./user.ts";

/** To the millisecond that a `Date` can hold, so that what is read equals what was written. */
const moment = (name: string) =>
  timestamp(name, { withTimezone: true, precision: 3 })
    .notNull()
    .$defaultFn(() => new Date());

const author = () =>
  integer("author_id")
    .notNull()
    .references(() => users.id, { onDelete: "cascade" });

const article = () =>
  integer("article_id")
    .notNull()
    .references(() => articles.id, { onDelete: "cascade" });

export const articles = pgTable(
  "articles",
  {
    id: integer().primaryKey().generatedAlwaysAsIdentity(),
    slug: text().notNull().unique(),
    title: text().notNull(),
    description: text().notNull(),
    body: text().notNull(),
    tagList: text("tag_list").array().notNull().default(sql`'{}'`),
    authorId: author(),
    createdAt: moment("created_at"),
    updatedAt: moment("updated_at").$onUpdate(() => new Date()),
  },
  (table) => [index().on(table.authorId), index().using("gin", table.tagList)],
);

export const favorites = pgTable(
  "favorites",
  {
    userId: integer("user_id")
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    articleId: article(),
  },
  (table) => [primaryKey({ columns: [table.userId, table.articleId] }), index().on(table.articleId)],
);

export const comments = pgTable(
  "comments",
  {
    id: integer().primaryKey().generatedAlwaysAsIdentity(),
    body: text().notNull(),
    articleId: article(),
    authorId: author(),
    createdAt: moment("created_at"),
    updatedAt: moment("updated_at").$onUpdate(() => new Date()),
  },
  (table) => [index().on(table.articleId)],
);
