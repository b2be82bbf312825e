/** Articles, the feed, favorites, and tags. */
import { del, get, optional, post, put, router } from "tenon";
import { ArticleForbidden, ArticleNotFound } from "../../core/errors.ts";
import { currentUser } from "../../core/security.ts";
import {
  ArticleChange,
  ArticleQuery,
  ArticleResponse,
  ArticlesResponse,
  NewArticle,
  Page,
  TagsResponse,
} from "../../schemas/article.ts";
import { Text } from "../../schemas/text.ts";
import { articleService } from "../../services/article-service.ts";

const anybody = { reader: optional(currentUser), articles: articleService };
const signedIn = { user: currentUser, articles: articleService };
const one = { params: { slug: Text }, response: ArticleResponse, errors: [ArticleNotFound] } as const;

export const articles = router(
  { prefix: "/articles", tags: ["Articles"] },
  {
    list: get(
      "",
      { query: ArticleQuery, response: ArticlesResponse, depends: anybody },
      ({ query, reader, articles }) => articles.list(query, reader),
    ),
    feed: get(
      "/feed",
      { query: Page, response: ArticlesResponse, depends: signedIn },
      ({ query, user, articles }) => articles.feed(query, user),
    ),
    create: post(
      "",
      { body: NewArticle, response: ArticleResponse, status: 201, depends: signedIn },
      async ({ body, user, articles }) => ({ article: await articles.create(body.article, user) }),
    ),
    one: get("/:slug", { ...one, depends: anybody }, async ({ params, reader, articles }) => ({
      article: await articles.get(params.slug, reader),
    })),
    change: put(
      "/:slug",
      { ...one, body: ArticleChange, errors: [ArticleNotFound, ArticleForbidden], depends: signedIn },
      async ({ params, body, user, articles }) => ({
        article: await articles.change(params.slug, body.article, user),
      }),
    ),
    remove: del(
      "/:slug",
      { params: one.params, status: 204, errors: [ArticleNotFound, ArticleForbidden], depends: signedIn },
      ({ params, user, articles }) => articles.remove(params.slug, user),
    ),
    favorite: post("/:slug/favorite", { ...one, depends: signedIn }, async ({ params, user, articles }) => ({
      article: await articles.favorite(params.slug, user),
    })),
    unfavorite: del("/:slug/favorite", { ...one, depends: signedIn }, async ({ params, user, articles }) => ({
      article: await articles.unfavorite(params.slug, user),
    })),
  },
);

export const tags = get(
  "/tags",
  { tags: ["Tags"], response: TagsResponse, depends: { articles: articleService } },
  async ({ articles }) => ({ tags: await articles.tags() }),
);
