/**
 * What the published OpenAPI document of the RealWorld API says (version 2.0.0, `specs/api/openapi.yml` of the RealWorld project
 * at commit 5d510ce of August 2026): operations, parameters, required members of bodies, statuses, and who may call.
 */

/** One operation of the document. */
export interface Published {
  /** `path:slug!` is required, `query:limit` is not. */
  readonly parameters: readonly string[];
  readonly statuses: readonly number[];
  /** Whether it needs a token. */
  readonly token: boolean;
  /** The member of the request's body. */
  readonly body?: string;
}

const page = ["query:offset", "query:limit"];
const slug = ["path:slug!"];
const username = ["path:username!"];

export const published: Readonly<Record<string, Published>> = {
  "POST /users/login": { parameters: [], statuses: [200, 401, 422], token: false, body: "user" },
  "POST /users": { parameters: [], statuses: [201, 409, 422], token: false, body: "user" },
  "GET /user": { parameters: [], statuses: [200, 401, 422], token: true },
  "PUT /user": { parameters: [], statuses: [200, 401, 422], token: true, body: "user" },
  "GET /profiles/{username}": { parameters: username, statuses: [200, 401, 404, 422], token: false },
  "POST /profiles/{username}/follow": { parameters: username, statuses: [200, 401, 404, 422], token: true },
  "DELETE /profiles/{username}/follow": { parameters: username, statuses: [200, 401, 404, 422], token: true },
  "GET /articles/feed": { parameters: page, statuses: [200, 401, 422], token: true },
  "GET /articles": {
    parameters: ["query:tag", "query:author", "query:favorited", ...page],
    statuses: [200, 401, 422],
    token: false,
  },
  "POST /articles": { parameters: [], statuses: [201, 401, 409, 422], token: true, body: "article" },
  "GET /articles/{slug}": { parameters: slug, statuses: [200, 404, 422], token: false },
  "PUT /articles/{slug}": {
    parameters: slug,
    statuses: [200, 401, 403, 404, 422],
    token: true,
    body: "article",
  },
  "DELETE /articles/{slug}": { parameters: slug, statuses: [204, 401, 403, 404, 422], token: true },
  "GET /articles/{slug}/comments": { parameters: slug, statuses: [200, 401, 404, 422], token: false },
  "POST /articles/{slug}/comments": {
    parameters: slug,
    statuses: [201, 401, 404, 422],
    token: true,
    body: "comment",
  },
  "DELETE /articles/{slug}/comments/{id}": {
    parameters: [...slug, "path:id!"],
    statuses: [204, 401, 403, 404, 422],
    token: true,
  },
  "POST /articles/{slug}/favorite": { parameters: slug, statuses: [200, 401, 404, 422], token: true },
  "DELETE /articles/{slug}/favorite": { parameters: slug, statuses: [200, 401, 404, 422], token: true },
  "GET /tags": { parameters: [], statuses: [200, 422], token: false },
};

/** The required members of what is sent and answered, by the name of its schema there. */
export const members: Readonly<Record<string, readonly string[]>> = {
  User: ["bio", "email", "image", "token", "username"],
  Profile: ["bio", "following", "image", "username"],
  Article: [
    "author",
    "body",
    "createdAt",
    "description",
    "favorited",
    "favoritesCount",
    "slug",
    "tagList",
    "title",
    "updatedAt",
  ],
  Comment: ["author", "body", "createdAt", "id", "updatedAt"],
};

/** Where Conduit's document says something else on purpose: what it says beside (+) or not (-), and why. */
export const differences: Readonly<Record<string, readonly [difference: string, reason: string]>> = {
  "GET /user": ["-422", "it has no input that could break a contract"],
  "GET /tags": ["-422", "it has no input that could break a contract"],
  "PUT /user": ["+409", "a name or an e-mail that is taken is the same conflict as when somebody registers"],
  "POST /articles": ["-409", "two articles may have one title: each gets a slug of its own"],
  "GET /articles/{slug}": [
    "+401",
    "a token is optional here, too (it says who likes it), and a wrong one is refused",
  ],
};
