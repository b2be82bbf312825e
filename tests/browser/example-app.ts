/** A small app whose pages are looked at: one token endpoint, one operation that wants a token with a scope. */
import { createApp, dependency, get, HttpError, post, router, secured, silentLogger } from "tenon";
import { oauth2PasswordBearer } from "tenon/security";
import * as z from "zod";

export const credentials = {
  username: "ada",
  password: "correct horse battery staple",
  scopes: ["users:read"],
};

const oauth2 = oauth2PasswordBearer({
  tokenUrl: "/auth/token",
  scopes: { "users:read": "Read users", "users:write": "Change users" },
});

const currentUser = dependency({ depends: { token: oauth2 } }, ({ token }) => {
  if (!token.startsWith("token-for-")) throw new HttpError(401, "The token is invalid");
  const [username = "", scope = ""] = token.slice("token-for-".length).split("~");
  return { username, scope: scope.replaceAll("+", " ") };
});

const User = z.object({ username: z.string(), scope: z.string() }).meta({ id: "User" });

/** The app. */
export const app = createApp({
  title: "Pages",
  version: "1.0.0",
  description: "An API whose *pages* are looked at.",
  logger: silentLogger,
  routes: {
    auth: router(
      { prefix: "/auth", tags: ["auth"] },
      {
        token: post(
          "/token",
          {
            form: {
              grant_type: z.literal("password"),
              username: z.string(),
              password: z.string(),
              scope: z.string().default(""),
            },
            response: z.object({ access_token: z.string(), token_type: z.literal("bearer") }),
          },
          ({ form }) => {
            if (form.username !== credentials.username || form.password !== credentials.password) {
              throw new HttpError(400, "Incorrect username or password");
            }
            return {
              access_token: `token-for-${form.username}~${form.scope.replaceAll(" ", "+")}`,
              token_type: "bearer" as const,
            };
          },
        ),
      },
    ),
    users: router(
      { prefix: "/users", tags: ["users"] },
      {
        me: get(
          "/me",
          { response: User, depends: { user: secured(currentUser, "users:read") } },
          ({ user }) => user,
        ),
      },
    ),
  },
});
