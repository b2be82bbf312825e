/** Conduit: the RealWorld API. `npm start` runs it. */
import { createApp, router } from "tenon";
import { cors } from "tenon/middleware";
import { articles, tags } from "./api/endpoints/articles.ts";
import { comments } from "./api/endpoints/comments.ts";
import { profiles } from "./api/endpoints/profiles.ts";
import { users } from "./api/endpoints/users.ts";
import { config } from "./core/config.ts";
import { envelope } from "./core/errors.ts";

/** Where `tenon dev` and `tenon serve` listen. */
export const server = { port: config.port };

/** All routes; the keys are their names in the document and in clients. */
export const api = { api: router({ prefix: "/api" }, { users, profiles, articles, comments, tags }) };

export default createApp({
  title: "RealWorld Conduit API",
  version: "2.0.0",
  routes: api,
  errorShape: envelope,
  middleware: [cors({ origins: "*" })],
});
