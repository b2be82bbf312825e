import { createApp, dependency, get, HttpError, post } from "tenon";
import { z } from "zod";
import { Database } from "./database.ts";

// #region scopes
/** One for the life of the app: opened at start-up, closed at shutdown. */
export const database = dependency({ scope: "app" }, async function* () {
  const opened = new Database();
  try {
    yield opened;
  } finally {
    opened.close();
  }
});

/** One for each request: committed when the answer is ready, rolled back when anything was thrown. */
export const session = dependency({ depends: { database } }, async function* ({ database }) {
  const begun = database.begin();
  try {
    yield begun;
    begun.commit();
  } catch (error) {
    begun.rollback();
    throw error;
  }
});
// #endregion scopes

// #region inputs
/** A dependency may have inputs of its own. They are validated and documented with the operation's. */
const page = dependency(
  { query: { limit: z.int().min(1).max(100).default(10), offset: z.int().min(0).default(0) } },
  ({ query }) => query,
);
// #endregion inputs

// #region operations
const Name = z.object({ name: z.string() });

export default createApp({
  title: "Authors",
  version: "1.0.0",
  routes: {
    list: get(
      "/authors",
      { response: z.array(z.string()), depends: { session, page } },
      ({ session, page }) => session.names().slice(page.offset, page.offset + page.limit),
    ),
    add: post(
      "/authors",
      { body: Name, status: 201, response: Name, depends: { session } },
      ({ body, session }) => {
        session.insert(body.name);
        if (body.name === "Anonymous") throw new HttpError(400, "Every author has a name");
        return body;
      },
    ),
  },
});
// #endregion operations
