import {
  type App,
  createApp,
  dependency,
  get,
  HttpError,
  optional,
  post,
  router,
  secured,
  securityScopes,
} from "tenon";
import { oauth2PasswordBearer, oauth2PasswordForm, oauth2PasswordFormStrict } from "tenon/security";
import * as z from "zod";

const oauth = oauth2PasswordBearer({
  tokenUrl: "auth/token",
  refreshUrl: "auth/refresh",
  scopes: { me: "Read yourself", items: "Read items", admin: "Everything" },
  description: "Password flow",
});

const collected = oauth2PasswordBearer({
  name: "Collected",
  tokenUrl: "auth/token",
  scopes: { a: "", b: "", inner: "", outer: "", shared: "", low: "" },
});

const users = new Map([
  ["ada", { username: "ada", password: "lovelace", scopes: ["me", "items"], disabled: false }],
  ["bob", { username: "bob", password: "builder", scopes: ["me"], disabled: true }],
  ["root", { username: "root", password: "toor", scopes: ["me", "items", "admin"], disabled: false }],
]);

const User = z.object({ username: z.string(), disabled: z.boolean().default(false) }).meta({ id: "User" });
const Token = z
  .object({ access_token: z.string(), token_type: z.string().default("bearer") })
  .meta({ id: "Token" });

export default (): App => {
  let seen: (readonly string[])[] = [];

  /** Tokens look like `name:scope,scope`. */
  const currentUser = dependency(
    { depends: { scopes: securityScopes, token: oauth } },
    ({ scopes, token }) => {
      seen.push(scopes.scopes);
      const challenge = scopes.scopes.length === 0 ? "Bearer" : `Bearer scope="${scopes.text}"`;
      const refuse = (detail: string) =>
        new HttpError(401, detail, { headers: { "www-authenticate": challenge } });
      const [name = "", granted = ""] = token.split(":");
      const user = users.get(name);
      if (user === undefined) throw refuse("Could not validate credentials");
      const have = granted.split(",");
      if (scopes.scopes.some((scope) => !have.includes(scope))) throw refuse("Not enough permissions");
      return user;
    },
  );

  const activeUser = dependency({ depends: { user: secured(currentUser, "me") } }, ({ user }) => {
    if (user.disabled) throw new HttpError(400, "Inactive user");
    return user;
  });

  /** Scopes belong to a scheme: this one asks nobody for a token. */
  const collect = dependency(
    { depends: { token: optional(collected), scopes: securityScopes } },
    ({ scopes }) => scopes,
  );
  const middle = dependency(
    { depends: { inner: secured(collect, "inner", "shared"), scopes: securityScopes } },
    ({ inner, scopes }) => ({ middle: scopes.scopes, inner }),
  );
  const underDepends = dependency({ depends: { x: secured(collect, "low") } }, ({ x }) => x);

  const routes = {
    token: post("/auth/token", { form: oauth2PasswordForm, response: Token }, ({ form }) => {
      const user = users.get(form.username);
      if (user?.password !== form.password) throw new HttpError(400, "Incorrect username or password");
      const granted = form.scope.filter((scope) => user.scopes.includes(scope));
      return { access_token: `${form.username}:${granted.join(",")}`, token_type: "bearer" };
    }),
    echo: post("/auth/echo", { form: oauth2PasswordForm }, ({ form }) => ({
      grant_type: form.grant_type ?? null,
      username: form.username,
      password: form.password,
      scopes: form.scope,
      client_id: form.client_id ?? null,
      client_secret: form.client_secret ?? null,
    })),
    strict: post("/auth/strict", { form: oauth2PasswordFormStrict }, ({ form }) => ({
      grant_type: form.grant_type,
      username: form.username,
      scopes: form.scope,
      client_id: form.client_id ?? null,
    })),
    me: get("/me", { depends: { user: activeUser }, response: User }, ({ user }) => user),
    myItems: get("/me/items", { depends: { user: secured(activeUser, "items") } }, ({ user }) => ({
      owner: user.username,
    })),
    admin: get("/admin", { depends: { user: secured(activeUser, "admin", "items") } }, ({ user }) => ({
      admin: user.username,
    })),
    status: get("/status", { depends: { user: currentUser } }, ({ user }) => ({
      status: "ok",
      user: user.username,
    })),
    twice: get(
      "/twice",
      {
        depends: {
          a: secured(currentUser, "me"),
          b: secured(currentUser, "items"),
          c: secured(currentUser, "me"),
        },
      },
      ({ a, b, c }) => ({ a: a.username, b: b.username, c: c.username }),
    ),
    readSeen: get("/seen", () => {
      const result = seen;
      seen = [];
      return result;
    }),
    collectNone: get("/collect-none", { depends: { x: collect } }, ({ x }) => x),
    collectOne: get("/collect-one", { depends: { x: secured(collect, "b", "a") } }, ({ x }) => x),
    collectNested: get(
      "/collect-nested",
      { depends: { x: secured(middle, "outer", "shared") } },
      ({ x }) => x,
    ),
    collectTwo: get(
      "/collect-two",
      { depends: { x: secured(collect, "a"), y: secured(collect, "b"), z: collect } },
      ({ x, y, z }) => [x, y, z],
    ),
    collectDependsBetween: get("/collect-depends-between", { depends: { x: underDepends } }, ({ x }) => x),
    scoped: router(
      { prefix: "/scoped", depends: { user: secured(currentUser, "items") } },
      {
        open: get("/open", () => ({ passed: true })),
        more: get("/more", { depends: { user: secured(currentUser, "admin") } }, () => ({ passed: true })),
      },
    ),
  };

  return createApp({ title: "OAuth2 scopes", version: "1.0.0", routes });
};
