/** Contracts of articles, comments and tags. */
import { isoDateTime } from "tenon";
import { z } from "zod";
import { Filled, Text } from "./text.ts";
import { Profile } from "./user.ts";

const TagList = z.array(Filled);

export const NewArticle = z.object({
  article: z.object({ title: Filled, description: Filled, body: Filled, tagList: TagList.optional() }),
});

export const ArticleChange = z.object({
  article: z.object({ title: Filled, description: Filled, body: Filled, tagList: TagList }).partial(),
});

const Article = z.object({
  slug: z.string(),
  title: z.string(),
  description: z.string(),
  body: z.string(),
  tagList: z.array(z.string()),
  createdAt: isoDateTime(),
  updatedAt: isoDateTime(),
  favorited: z.boolean(),
  favoritesCount: z.int(),
  author: Profile,
});

export const ArticleResponse = z.object({ article: Article.meta({ id: "Article" }) });

/** Lists leave the text out. */
export const ArticlesResponse = z.object({
  articles: z.array(Article.omit({ body: true })),
  articlesCount: z.int(),
});

/** Which part of a list. */
export const Page = z.object({ limit: z.int().min(1).default(20), offset: z.int().min(0).default(0) });

/** Which articles, and which part of them. */
export const ArticleQuery = Page.extend({
  tag: Text.optional(),
  author: Text.optional(),
  favorited: Text.optional(),
});

export const NewComment = z.object({ comment: z.object({ body: Filled }) });

const Comment = z
  .object({
    id: z.int(),
    createdAt: isoDateTime(),
    updatedAt: isoDateTime(),
    body: z.string(),
    author: Profile,
  })
  .meta({ id: "Comment" });

export const CommentResponse = z.object({ comment: Comment });
export const CommentsResponse = z.object({ comments: z.array(Comment) });
export const TagsResponse = z.object({ tags: z.array(z.string()) });
