/**
 * The requests and assertions of the official API collection (the RealWorld project, MIT licensed: `specs/api/hurl`, at
 * commit 5d510ce of August 2026, from which its Bruno collection is generated), ported to the steps of `step.ts`. The order of
 * the steps matters.
 */
import {
  contains,
  counts,
  isAbsent,
  isAtLeast,
  isBoolean,
  isFilled,
  isList,
  isMoment,
  isNot,
  isText,
  isWhole,
  type Step,
} from "./step.ts";

const password = "password123";
const missingToken = { "errors.token.0": "is missing" };
const blank = (field: string) => ({ [`errors.${field}.0`]: "can't be blank" });
const unknown = (thing: string) => ({ [`errors.${thing}.0`]: "not found" });
const forbidden = (thing: string) => ({ [`errors.${thing}.0`]: "forbidden" });

const register = (name: string, token: string, more: Partial<Step> = {}): Step => ({
  name: `register ${name}`,
  request: "POST /api/users",
  json: { user: { username: `${name}_{uid}`, email: `${name}_{uid}@test.com`, password } },
  status: 201,
  keep: { [token]: "user.token" },
  ...more,
});

const write = (title: string, as: string, slug: string, more: Partial<Step> = {}): Step => ({
  name: `write ${title}`,
  request: "POST /api/articles",
  as,
  json: { article: { title: `${title} {uid}`, description: "test", body: "Article body" } },
  status: 201,
  keep: { [slug]: "article.slug" },
  ...more,
});

const remove = (slug: string, as: string): Step => ({
  name: `remove ${slug}`,
  request: `DELETE /api/articles/{${slug}}`,
  as,
  status: 204,
});

const account = (username: string, bio: string | null, image: string | null) => ({
  "user.username": username,
  "user.email": `${username}@test.com`,
  "user.bio": bio,
  "user.image": image,
  "user.token": [isText, isFilled],
});

/** An article somewhere in a body, with everything that one has. */
const articleAt = (place: string, author: unknown = isText) => ({
  [`${place}.title`]: isText,
  [`${place}.slug`]: isText,
  [`${place}.description`]: isText,
  [`${place}.tagList`]: isList,
  [`${place}.createdAt`]: isMoment,
  [`${place}.updatedAt`]: isMoment,
  [`${place}.favorited`]: isBoolean,
  [`${place}.favoritesCount`]: isWhole,
  [`${place}.author.username`]: author,
});

/** A list with at least one article; lists leave the text out. */
const articles = (author?: unknown) => ({
  articles: isList,
  articlesCount: [isWhole, isAtLeast(1)],
  ...articleAt("articles.0", author),
  "articles.0.body": isAbsent,
});

const commentAt = (place: string, body: string, author: string) => ({
  [`${place}.id`]: isWhole,
  [`${place}.body`]: body,
  [`${place}.createdAt`]: isMoment,
  [`${place}.updatedAt`]: isMoment,
  [`${place}.author.username`]: author,
});

const profile = (username: string, following: boolean) => ({
  "profile.username": username,
  "profile.bio": null,
  "profile.image": null,
  "profile.following": following,
});

/** A change of one field of the account, and the same read back. */
const changed = (field: "bio" | "image", sent: string | null, kept: string | null): Step[] => [
  {
    name: `${field} to ${sent}`,
    request: "PUT /api/user",
    as: "token",
    json: { user: { [field]: sent } },
    status: 200,
    body: { [`user.${field}`]: kept },
  },
  {
    name: `${field} is ${kept}`,
    request: "GET /api/user",
    as: "token",
    status: 200,
    body: { [`user.${field}`]: kept },
  },
];

const auth: Step[] = [
  register("auth", "registered", { body: account("auth_{uid}", null, null) }),
  {
    name: "log in",
    request: "POST /api/users/login",
    json: { user: { email: "auth_{uid}@test.com", password } },
    status: 200,
    body: account("auth_{uid}", null, null),
    keep: { token: "user.token" },
  },
  {
    name: "the current user",
    request: "GET /api/user",
    as: "token",
    status: 200,
    body: account("auth_{uid}", null, null),
  },
  ...changed("bio", "Updated bio", "Updated bio"),
  ...changed("bio", "", null),
  ...changed("bio", "Temporary bio", "Temporary bio"),
  ...changed("bio", null, null),
  ...changed("bio", "Updated bio", "Updated bio"),
  ...changed("image", "https://example.com/photo.jpg", "https://example.com/photo.jpg"),
  ...changed("image", "", null),
  ...changed("image", "https://example.com/temp.jpg", "https://example.com/temp.jpg"),
  ...changed("image", null, null),
  {
    name: "another name and e-mail",
    request: "PUT /api/user",
    as: "token",
    json: { user: { username: "auth_{uid}_upd", email: "auth_{uid}_upd@test.com" } },
    status: 200,
    body: account("auth_{uid}_upd", "Updated bio", null),
    keep: { token: "user.token" },
  },
  {
    name: "they are kept",
    request: "GET /api/user",
    as: "token",
    status: 200,
    body: account("auth_{uid}_upd", "Updated bio", null),
  },
];

const registration = (username: string, email: string, secret: string) => ({
  user: { username, email, password: secret },
});
const refusedChange = (name: string, user: object, status = 422): Step => ({
  name,
  request: "PUT /api/user",
  as: "token",
  json: { user },
  status,
});

const authErrors: Step[] = [
  {
    name: "no name",
    request: "POST /api/users",
    json: registration("", "ea_blank_{uid}@test.com", password),
    status: 422,
    body: blank("username"),
  },
  {
    name: "no e-mail",
    request: "POST /api/users",
    json: registration("ea_blank_{uid}", "", password),
    status: 422,
    body: blank("email"),
  },
  {
    name: "no password",
    request: "POST /api/users",
    json: registration("ea_blankp_{uid}", "ea_blankp_{uid}@test.com", ""),
    status: 422,
    body: blank("password"),
  },
  register("ea_dup", "token"),
  {
    name: "a name twice",
    request: "POST /api/users",
    json: registration("ea_dup_{uid}", "ea_dup2_{uid}@test.com", password),
    status: 409,
    body: { "errors.username.0": "has already been taken" },
  },
  {
    name: "an e-mail twice",
    request: "POST /api/users",
    json: registration("ea_dup2_{uid}", "ea_dup_{uid}@test.com", password),
    status: 409,
    body: { "errors.email.0": "has already been taken" },
  },
  {
    name: "log in without e-mail",
    request: "POST /api/users/login",
    json: { user: { email: "", password } },
    status: 422,
    body: blank("email"),
  },
  {
    name: "log in without password",
    request: "POST /api/users/login",
    json: { user: { email: "ea_dup_{uid}@test.com", password: "" } },
    status: 422,
    body: blank("password"),
  },
  {
    name: "log in with another password",
    request: "POST /api/users/login",
    json: { user: { email: "ea_dup_{uid}@test.com", password: "wrongpassword" } },
    status: 401,
    body: { "errors.credentials.0": "invalid" },
  },
  { name: "nobody is the current user", request: "GET /api/user", status: 401, body: missingToken },
  {
    name: "nobody changes the current user",
    request: "PUT /api/user",
    json: { user: { bio: "test" } },
    status: 401,
    body: missingToken,
  },
  refusedChange("e-mail to nothing", { email: "" }),
  refusedChange("name to nothing", { username: "" }),
  refusedChange("e-mail to null", { email: null }),
  refusedChange("name to null", { username: null }),
  refusedChange("password to nothing", { password: "" }),
  refusedChange("password to null", { password: null }),
  refusedChange("password of 7 characters", { password: "short7c" }),
  refusedChange("password of 8 characters", { password: "bonjour1" }, 200),
  refusedChange("password of 64 characters", { password: "a".repeat(64) }, 200),
];

const tagged = { "article.tagList": [isList, counts(2), contains("d_{uid}"), contains("t_{uid}")] };
const written = {
  "article.title": "Test Article {uid}",
  "article.description": "Test description",
  "article.author.username": "art_{uid}",
};
const change = (name: string, article: object, more: Partial<Step>): Step => ({
  name,
  request: "PUT /api/articles/{slug}",
  as: "token",
  json: { article },
  status: 200,
  ...more,
});

const articleSteps: Step[] = [
  register("art", "token"),
  write("Test Article", "token", "slug", {
    json: {
      article: {
        title: "Test Article {uid}",
        description: "Test description",
        body: "Test body content",
        tagList: ["d_{uid}", "t_{uid}"],
      },
    },
    body: {
      ...articleAt("article"),
      ...written,
      ...tagged,
      "article.body": "Test body content",
      "article.tagList.0": "d_{uid}",
      "article.tagList.1": "t_{uid}",
      "article.favorited": false,
      "article.favoritesCount": 0,
    },
    keep: { slug: "article.slug", createdAt: "article.createdAt", updatedAt: "article.updatedAt" },
  }),
  { name: "all", request: "GET /api/articles", status: 200, body: articles() },
  {
    name: "by author",
    request: "GET /api/articles?author=art_{uid}",
    status: 200,
    body: articles("art_{uid}"),
  },
  { name: "all, signed in", request: "GET /api/articles", as: "token", status: 200, body: articles() },
  {
    name: "by author, signed in",
    request: "GET /api/articles?author=art_{uid}",
    as: "token",
    status: 200,
    body: articles("art_{uid}"),
  },
  {
    name: "by tag",
    request: "GET /api/articles?tag=d_{uid}",
    status: 200,
    body: { ...articles(), "articles.0.tagList": [isList, contains("d_{uid}")] },
  },
  {
    name: "one",
    request: "GET /api/articles/{slug}",
    status: 200,
    body: {
      ...articleAt("article"),
      ...written,
      "article.slug": "{slug}",
      "article.body": "Test body content",
      "article.favorited": false,
      "article.favoritesCount": 0,
    },
  },
  change(
    "another text",
    { body: "Updated body content" },
    {
      body: {
        ...articleAt("article"),
        ...written,
        ...tagged,
        "article.slug": "{slug}",
        "article.body": "Updated body content",
        "article.createdAt": "{createdAt}",
        "article.updatedAt": isNot("{updatedAt}"),
      },
    },
  ),
  {
    name: "it is kept",
    request: "GET /api/articles/{slug}",
    status: 200,
    body: {
      ...articleAt("article"),
      ...written,
      ...tagged,
      "article.slug": "{slug}",
      "article.body": "Updated body content",
    },
  },
  change(
    "tags stay where none are sent",
    { body: "Body without touching tags" },
    { body: { "article.body": "Body without touching tags", ...tagged } },
  ),
  change("no tags", { tagList: [] }, { body: { "article.tagList": [isList, counts(0)] } }),
  {
    name: "they are gone",
    request: "GET /api/articles/{slug}",
    status: 200,
    body: { "article.tagList": [isList, counts(0)] },
  },
  change("tags to null", { tagList: null }, { status: 422 }),
  remove("slug", "token"),
  { name: "it is gone", request: "GET /api/articles/{slug}", status: 404, body: unknown("article") },
];

const nobody = (request: Step["request"], json?: object): Step => ({
  name: `nobody: ${request}`,
  request,
  ...(json === undefined ? {} : { json }),
  status: 401,
  body: missingToken,
});
const nowhere = (request: Step["request"], json?: object): Step => ({
  name: `no such article: ${request}`,
  request,
  as: "token",
  ...(json === undefined ? {} : { json }),
  status: 404,
  body: unknown("article"),
});
const incomplete = (field: "title" | "description" | "body"): Step =>
  write(`without ${field}`, "token", "none", {
    json: { article: { title: "T {uid}", description: "test", body: "test", [field]: "" } },
    status: 422,
    body: blank(field),
    keep: {},
  });

const articleErrors: Step[] = [
  nobody("POST /api/articles", { article: { title: "No Auth Article", description: "test", body: "test" } }),
  {
    name: "no such article",
    request: "GET /api/articles/unknown-slug-{uid}",
    status: 404,
    body: unknown("article"),
  },
  nobody("PUT /api/articles/some-slug", { article: { body: "test" } }),
  nobody("DELETE /api/articles/some-slug"),
  nobody("GET /api/articles/feed"),
  nobody("POST /api/articles/some-slug/favorite"),
  nobody("DELETE /api/articles/some-slug/favorite"),
  register("ea_art", "token"),
  incomplete("title"),
  incomplete("description"),
  incomplete("body"),
  write("Dup Title", "token", "slug1"),
  write("Dup Title", "token", "slug2", { body: { "article.slug": isNot("{slug1}") } }),
  nowhere("PUT /api/articles/unknown-slug-{uid}", { article: { body: "test" } }),
  nowhere("POST /api/articles/unknown-slug-{uid}/favorite"),
  nowhere("DELETE /api/articles/unknown-slug-{uid}/favorite"),
  nowhere("DELETE /api/articles/unknown-slug-{uid}"),
  remove("slug1", "token"),
  remove("slug2", "token"),
];

const comment = (body: string, keep: Record<string, string> = {}, more: Partial<Step> = {}): Step => ({
  name: `say ${body}`,
  request: "POST /api/articles/{slug}/comments",
  as: "token",
  json: { comment: { body } },
  status: 201,
  keep,
  ...more,
});
const heard = (body: Record<string, unknown>, as?: string): Step => ({
  name: "comments",
  request: "GET /api/articles/{slug}/comments",
  ...(as === undefined ? {} : { as }),
  status: 200,
  body,
});
const unsay = (id: string): Step => ({
  name: "unsay",
  request: `DELETE /api/articles/{slug}/comments/{${id}}`,
  as: "token",
  status: 204,
});

const commentSteps: Step[] = [
  register("cmt", "token"),
  write("Comment Article", "token", "slug"),
  comment(
    "Test comment body",
    { id: "comment.id" },
    { body: commentAt("comment", "Test comment body", "cmt_{uid}") },
  ),
  heard(
    {
      comments: [isList, counts(1)],
      ...commentAt("comments.0", "Test comment body", "cmt_{uid}"),
      "comments.0.id": "{id}",
    },
    "token",
  ),
  heard({ comments: [isList, counts(1)], ...commentAt("comments.0", "Test comment body", "cmt_{uid}") }),
  unsay("id"),
  heard({ comments: counts(0) }),
  comment("First comment", { first: "comment.id" }),
  comment("Second comment"),
  heard({ comments: counts(2) }),
  unsay("first"),
  heard({ comments: counts(1), "comments.0.body": "Second comment" }),
  remove("slug", "token"),
];

const commentErrors: Step[] = [
  nobody("POST /api/articles/some-slug/comments", { comment: { body: "test" } }),
  nobody("DELETE /api/articles/some-slug/comments/1"),
  register("ec", "token"),
  write("Err Comment Art", "token", "slug"),
  comment("", {}, { status: 422, body: blank("body") }),
  nowhere("POST /api/articles/unknown-slug-{uid}/comments", { comment: { body: "orphan" } }),
  {
    name: "comments of no article",
    request: "GET /api/articles/unknown-slug-{uid}/comments",
    status: 404,
    body: unknown("article"),
  },
  nowhere("DELETE /api/articles/unknown-slug-{uid}/comments/99999"),
  {
    name: "no such comment",
    request: "DELETE /api/articles/{slug}/comments/99999",
    as: "token",
    status: 404,
    body: unknown("comment"),
  },
  remove("slug", "token"),
];

const authorization: Step[] = [
  register("authz_a", "token"),
  register("authz_b", "other"),
  write("Authz Article", "token", "slug"),
  {
    name: "another's article is not removed",
    request: "DELETE /api/articles/{slug}",
    as: "other",
    status: 403,
    body: forbidden("article"),
  },
  {
    name: "another's article is not changed",
    request: "PUT /api/articles/{slug}",
    as: "other",
    json: { article: { body: "hijacked" } },
    status: 403,
    body: forbidden("article"),
  },
  comment("A's comment", { id: "comment.id" }),
  {
    name: "another's comment is not removed",
    request: "DELETE /api/articles/{slug}/comments/{id}",
    as: "other",
    status: 403,
    body: forbidden("comment"),
  },
  heard({ comments: [isList, counts(1)], "comments.0.body": "A's comment" }),
  remove("slug", "token"),
];

const follow = (method: "POST" | "DELETE", name: string, as: string, more: Partial<Step> = {}): Step => ({
  name: `${method} ${name}`,
  request: `${method} /api/profiles/${name}_{uid}/follow`,
  as,
  status: 200,
  ...more,
});
const seen = (following: boolean, as?: string): Step => ({
  name: "profile",
  request: "GET /api/profiles/celeb_{uid}",
  ...(as === undefined ? {} : { as }),
  status: 200,
  body: profile("celeb_{uid}", following),
});

const profileSteps: Step[] = [
  register("prof", "token"),
  register("celeb", "celeb"),
  seen(false),
  seen(false, "token"),
  follow("POST", "celeb", "token", { body: profile("celeb_{uid}", true) }),
  follow("DELETE", "celeb", "token", { body: profile("celeb_{uid}", false) }),
  seen(false, "token"),
];

const noProfile = { status: 404, body: unknown("profile") };
const profileErrors: Step[] = [
  { name: "no such profile", request: "GET /api/profiles/unknown-user_{uid}", ...noProfile },
  nobody("POST /api/profiles/unknown-user_{uid}/follow"),
  nobody("DELETE /api/profiles/unknown-user_{uid}/follow"),
  register("ep", "token"),
  follow("POST", "unknown-user", "token", noProfile),
  follow("DELETE", "unknown-user", "token", noProfile),
];

const liked = (favorited: boolean) => ({
  ...articleAt("article", "fav_{uid}"),
  "article.body": isText,
  "article.favorited": favorited,
  "article.favoritesCount": favorited ? 1 : 0,
});
const favoriteSteps: Step[] = [
  register("fav", "token"),
  write("Favorite Article", "token", "slug"),
  {
    name: "like",
    request: "POST /api/articles/{slug}/favorite",
    as: "token",
    status: 200,
    body: liked(true),
  },
  { name: "it is liked", request: "GET /api/articles/{slug}", as: "token", status: 200, body: liked(true) },
  {
    name: "by who likes it",
    request: "GET /api/articles?favorited=fav_{uid}",
    status: 200,
    body: { ...articles(), "articles.0.favoritesCount": [isWhole, isAtLeast(1)] },
  },
  {
    name: "by who likes it, signed in",
    request: "GET /api/articles?favorited=fav_{uid}",
    as: "token",
    status: 200,
    body: { ...articles(), "articles.0.favoritesCount": [isWhole, isAtLeast(1)] },
  },
  {
    name: "like no more",
    request: "DELETE /api/articles/{slug}/favorite",
    as: "token",
    status: 200,
    body: liked(false),
  },
  {
    name: "it is not liked",
    request: "GET /api/articles/{slug}",
    as: "token",
    status: 200,
    body: liked(false),
  },
  remove("slug", "token"),
];

const fed = (query: string, count: number, body: Record<string, unknown> = {}): Step => ({
  name: `feed${query}`,
  request: `GET /api/articles/feed${query}`,
  as: "token",
  status: 200,
  body: { articles: [isList, counts(count)], ...body },
});
const feedSteps: Step[] = [
  register("feedm", "token"),
  register("feedc", "celeb"),
  fed("", 0, { articlesCount: 0 }),
  follow("POST", "feedc", "token", { body: { "profile.following": true } }),
  write("Feed Article 1", "celeb", "slug1"),
  write("Feed Article 2", "celeb", "slug2"),
  fed("", 2, { ...articles("feedc_{uid}"), articles: counts(2), articlesCount: 2 }),
  fed("?limit=1", 1, {
    ...articles("feedc_{uid}"),
    articles: counts(1),
    articlesCount: 2,
    "articles.0.author.following": true,
  }),
  fed("?limit=1&offset=1", 1, { articlesCount: 2 }),
  remove("slug1", "celeb"),
  remove("slug2", "celeb"),
  follow("DELETE", "feedc", "token"),
];

const paged = (query: string, slug: string): Step => ({
  name: `page${query}`,
  request: `GET /api/articles?author=page_{uid}&${query}`,
  status: 200,
  body: { articles: counts(1), articlesCount: 2, "articles.0.slug": slug },
});
const pageSteps: Step[] = [
  register("page", "token"),
  write("Pagination 1", "token", "slug1"),
  write("Pagination 2", "token", "slug2", {
    body: { "article.title": "Pagination 2 {uid}", "article.slug": isText },
  }),
  paged("limit=1", "{slug2}"),
  paged("limit=1&offset=1", "{slug1}"),
  remove("slug1", "token"),
  remove("slug2", "token"),
];

const tagSteps: Step[] = [
  register("tag", "token"),
  write("Tag Article", "token", "slug", {
    json: {
      article: {
        title: "Tag Article",
        description: "For tags",
        body: "Article body",
        tagList: ["h_{uid}", "t_{uid}"],
      },
    },
  }),
  {
    name: "tags",
    request: "GET /api/tags",
    status: 200,
    body: { tags: [isList, contains("h_{uid}"), contains("t_{uid}")], "tags.0": isText, "tags.1": isText },
  },
  remove("slug", "token"),
];

/** The older Postman collection (`api/Conduit.postman_collection.json` until 2025): what it asks for beside all that. */
const postman: Step[] = [
  register("u", "token"),
  {
    name: "all, when there are none",
    request: "GET /api/articles?author=johnjacob",
    status: 200,
    body: { articles: counts(0), articlesCount: 0 },
  },
  write("How to train your dragon", "token", "slug", {
    json: {
      article: {
        title: "How to train your dragon",
        description: "Ever wonder how?",
        body: "Very carefully.",
        tagList: ["training", "dragons"],
      },
    },
  }),
  {
    name: "tags are in alphabetical order",
    request: "GET /api/articles?tag=dragons",
    as: "token",
    status: 200,
    body: { "articles.0.tagList": [["dragons", "training"]] },
  },
  register("celeb_u", "celeb"),
  follow("POST", "celeb_u", "token", {
    json: { user: { email: "a body that is not looked at" } },
    body: { "profile.following": true },
  }),
  remove("slug", "token"),
];

/** The collections, by the names of their files. */
export const collections: Readonly<Record<string, readonly Step[]>> = {
  auth,
  errors_auth: authErrors,
  articles: articleSteps,
  errors_articles: articleErrors,
  comments: commentSteps,
  errors_comments: commentErrors,
  errors_authorization: authorization,
  profiles: profileSteps,
  errors_profiles: profileErrors,
  favorites: favoriteSteps,
  feed: feedSteps,
  pagination: pageSteps,
  tags: tagSteps,
  "the older Postman collection": postman,
};
