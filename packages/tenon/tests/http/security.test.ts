import { expect, test } from "vitest";
import * as z from "zod";
import {
  anyOf,
  createApp,
  dependency,
  get,
  HttpError,
  optional,
  post,
  router,
  secured,
  securityScopes,
} from "../../src/index.ts";
import {
  apiKeyCookie,
  apiKeyHeader,
  apiKeyQuery,
  httpBasic,
  httpBearer,
  httpDigest,
  insufficientScope,
  invalidToken,
  oauth2PasswordBearer,
  openIdConnect,
} from "../../src/security/index.ts";
import { throughBothDoors } from "./doors.ts";

const oauth2 = oauth2PasswordBearer({
  tokenUrl: "/token",
  scopes: { "users:read": "Read users", "users:write": "Write users" },
});

/** Tokens in these tests are their own scopes: `good`, `good:users:read`. */
const currentUser = dependency(
  { depends: { token: oauth2, scopes: securityScopes }, name: "currentUser" },
  ({ token, scopes }) => {
    const [word, ...granted] = token.split("~");
    if (word !== "good") throw invalidToken();
    if (!scopes.scopes.every((scope) => granted.includes(scope))) throw insufficientScope(scopes.text);
    return { name: "ada", required: scopes.scopes };
  },
);

const Body = z.object({ n: z.int() });

throughBothDoors("security", (open) => {
  test("no credential is a 401 with a bare challenge, before anything is said about the contract", async () => {
    const app = createApp({
      title: "t",
      version: "1",
      routes: {
        it: post(
          "",
          { body: Body, query: { q: z.int() }, depends: { user: currentUser } },
          ({ user }) => user,
        ),
      },
    });
    await using door = await open(app);
    for (const request of [
      {},
      { json: { n: "x" } },
      { body: "{", headers: { "content-type": "application/json" } },
    ]) {
      const response = await door.send("POST", "/?q=x", request);
      expect([response.status, response.headers.get("www-authenticate"), response.json()]).toEqual([
        401,
        "Bearer",
        { detail: "Not authenticated" },
      ]);
    }
    expect((await door.send("POST", "/?q=x", { json: { n: "x" }, token: "good" })).status).toBe(422);
  });

  test("a token that is no good is invalid_token, a good one without the scope is insufficient_scope", async () => {
    const app = createApp({
      title: "t",
      version: "1",
      routes: {
        it: get("", { depends: { user: secured(currentUser, "users:read") } }, ({ user }) => user.required),
      },
    });
    await using door = await open(app);
    const invalid = await door.send("GET", "/", { token: "stolen" });
    expect([invalid.status, invalid.headers.get("www-authenticate")]).toEqual([
      401,
      'Bearer error="invalid_token", error_description="The token is invalid or has expired"',
    ]);
    const poor = await door.send("GET", "/", { token: "good" });
    expect(poor.status).toBe(403);
    expect(poor.headers.get("www-authenticate")).toContain('error="insufficient_scope"');
    expect(poor.headers.get("www-authenticate")).toContain('scope="users:read"');
    expect((await door.send("GET", "/", { token: "good~users:read" })).json()).toEqual(["users:read"]);
    expect((await door.send("GET", "/", { headers: { authorization: "Basic eDp5" } })).status).toBe(401);
    expect((await door.send("GET", "/", { headers: { authorization: "Bearer a b" } })).status).toBe(401);
  });

  test("scopes are the union over all ways of the operation, routers included, whichever comes first", async () => {
    const app = createApp({
      title: "t",
      version: "1",
      routes: {
        r: router(
          { prefix: "/r", depends: { any: currentUser, reader: secured(currentUser, "users:read") } },
          {
            it: get(
              "",
              { depends: { writer: secured(currentUser, "users:write") } },
              ({ writer }) => writer.required,
            ),
          },
        ),
      },
    });
    await using door = await open(app);
    expect((await door.send("GET", "/r", { token: "good~users:read" })).status).toBe(403);
    expect((await door.send("GET", "/r", { token: "good~users:read~users:write" })).json()).toEqual([
      "users:read",
      "users:write",
    ]);
  });

  test("an optional one is undefined without a credential, and refuses a wrong one", async () => {
    const app = createApp({
      title: "t",
      version: "1",
      routes: {
        it: get("", { depends: { user: optional(currentUser) } }, ({ user }) => user?.name ?? "nobody"),
      },
    });
    await using door = await open(app);
    expect((await door.send("GET", "/")).json()).toBe("nobody");
    expect((await door.send("GET", "/", { token: "good" })).json()).toBe("ada");
    expect((await door.send("GET", "/", { token: "bad" })).status).toBe(401);
  });

  test("any of several is the first with a credential; none is every challenge", async () => {
    const other = dependency(
      { depends: { token: httpBearer() }, query: { key: z.string().optional() } },
      ({ query }) => {
        if (query.key === undefined) throw new HttpError(401, "No key");
        return { name: query.key };
      },
    );
    const app = createApp({
      title: "t",
      version: "1",
      routes: { it: get("", { depends: { who: anyOf(currentUser, other) } }, ({ who }) => who.name) },
    });
    await using door = await open(app);
    const none = await door.send("GET", "/");
    expect([none.status, none.headers.get("www-authenticate")]).toEqual([401, "Bearer"]);
    expect((await door.send("GET", "/", { token: "good" })).json()).toBe("ada");
  });

  test("a scope that no scheme knows does not start", async () => {
    const app = createApp({
      title: "t",
      version: "1",
      routes: {
        it: get("", { depends: { user: secured(currentUser, "users:raed" as "users:read") } }, () => 1),
      },
    });
    await expect(open(app)).rejects.toThrow(
      /requires the scope "users:raed", which no scheme knows \(known are: users:read, users:write\)/,
    );
  });
});

throughBothDoors("schemes", (open) => {
  const schemes = createApp({
    title: "t",
    version: "1",
    routes: {
      header: get("/header", { depends: { key: apiKeyHeader({ key: "X-API-Key" }) } }, ({ key }) => key),
      query: get("/query", { depends: { key: apiKeyQuery({ key: "api_key" }) } }, ({ key }) => key),
      cookie: get("/cookie", { depends: { key: apiKeyCookie({ key: "sid" }) } }, ({ key }) => key),
      basic: get("/basic", { depends: { login: httpBasic({ realm: "the vault" }) } }, ({ login }) => login),
      digest: get("/digest", { depends: { credential: httpDigest() } }, ({ credential }) => credential),
      openId: get(
        "/open-id",
        { depends: { token: openIdConnect({ openIdConnectUrl: "https://id.example.org/.well-known" }) } },
        ({ token }) => token,
      ),
      both: get(
        "/both",
        { depends: { key: apiKeyHeader({ key: "X-API-Key" }), token: oauth2 } },
        ({ key, token }) => [key, token],
      ),
      either: get(
        "/either",
        { depends: { who: optional(anyOf(apiKeyHeader({ key: "X-API-Key" }), oauth2)) } },
        ({ who }) => who ?? null,
      ),
    },
  });
  const basic = (text: string) => ({ headers: { authorization: `Basic ${btoa(text)}` } });

  test.each([
    ["/header", { headers: { "x-api-key": "k" } }, "k"],
    ["/query?api_key=a%20b", {}, "a b"],
    ["/cookie", { headers: { cookie: "sid=abc" } }, "abc"],
    ["/basic", basic("ada:a:b"), { username: "ada", password: "a:b" }],
    ["/basic", { headers: { authorization: "bAsIc YTpi" } }, { username: "a", password: "b" }],
    ["/basic", { headers: { authorization: "Basic aMOpczpow6lz" } }, { username: "hés", password: "hés" }],
    ["/digest", { headers: { authorization: 'Digest username="a"' } }, 'username="a"'],
    ["/open-id", { headers: { authorization: "bearer t" } }, "t"],
    ["/both", { headers: { "x-api-key": "k" }, token: "t" }, ["k", "t"]],
    ["/either", { headers: { "x-api-key": "k" } }, "k"],
    ["/either", { token: "t" }, "t"],
    ["/either", {}, null],
  ])("%s reads its credential", async (path, request, value) => {
    await using door = await open(schemes);
    expect((await door.send("GET", path, request)).json()).toEqual(value);
  });

  test.each([
    ["/header", { headers: { "x-api-key": "" } }, "APIKey"],
    ["/query", {}, "APIKey"],
    ["/cookie", { headers: { cookie: "other=1" } }, "APIKey"],
    ["/basic", {}, 'Basic realm="the vault"'],
    ["/basic", basic("no colon"), 'Basic realm="the vault"'],
    ["/basic", { headers: { authorization: "Basic !!!" } }, 'Basic realm="the vault"'],
    ["/basic", { headers: { authorization: "Basic YTpiYw" } }, 'Basic realm="the vault"'],
    ["/basic", { headers: { authorization: "Basic YTpi*" } }, 'Basic realm="the vault"'],
    ["/digest", { token: "t" }, "Digest"],
    ["/open-id", {}, "Bearer"],
    ["/open-id", { headers: { authorization: "Anything goes" } }, "Bearer"],
    ["/open-id", { headers: { authorization: "Bearer  " } }, "Bearer"],
    ["/both", { token: "t" }, "APIKey"],
    ["/both", { headers: { "x-api-key": "k" } }, "Bearer"],
  ])("%s without a good one is a 401 with its challenge", async (path, request, challenge) => {
    await using door = await open(schemes);
    const response = await door.send("GET", path, request);
    expect([response.status, response.headers.get("www-authenticate")]).toEqual([401, challenge]);
  });

  test("a header sent twice counts once, the first time", async () => {
    await using door = await open(schemes);
    const headers = { authorization: "Bearer one, Bearer two" }; // as a web Headers has two lines
    expect((await door.send("GET", "/either", { headers })).json()).toBe("one");
    expect((await door.send("GET", "/either", { token: "name:a,b" })).json()).toBe("name:a,b");
  });

  test("either of two, when none was sent, is one 401 with both challenges", async () => {
    const needed = createApp({
      title: "t",
      version: "1",
      routes: {
        it: get(
          "",
          { depends: { who: anyOf(httpBasic({ realm: "r" }), apiKeyHeader({ key: "X-API-Key" }), oauth2) } },
          ({ who }) => who,
        ),
      },
    });
    await using door = await open(needed);
    const none = await door.send("GET", "/");
    expect([none.status, none.headers.get("www-authenticate")]).toEqual([
      401,
      'Basic realm="r", APIKey, Bearer',
    ]);
    // A credential that was sent and is wrong is not passed over for the next scheme.
    const wrong = await door.send("GET", "/", { headers: { authorization: "Basic !", "x-api-key": "k" } });
    expect([wrong.status, wrong.headers.get("www-authenticate")]).toEqual([401, 'Basic realm="r"']);
    expect((await door.send("GET", "/", { headers: { "x-api-key": "k" } })).json()).toBe("k");
  });

  test("both of two, one of them optional", async () => {
    const needed = createApp({
      title: "t",
      version: "1",
      routes: {
        it: get(
          "",
          { depends: { key: apiKeyHeader({ key: "X-API-Key" }), token: optional(oauth2) } },
          ({ key, token = null }) => [key, token],
        ),
      },
    });
    await using door = await open(needed);
    expect((await door.send("GET", "/", { token: "t" })).headers.get("www-authenticate")).toBe("APIKey");
    expect((await door.send("GET", "/", { headers: { "x-api-key": "k" } })).json()).toEqual(["k", null]);
    expect((await door.send("GET", "/", { headers: { "x-api-key": "k" }, token: "t" })).json()).toEqual([
      "k",
      "t",
    ]);
  });

  test("scopes are gathered through nested dependencies and routers, and a challenge names them all", async () => {
    const active = dependency({ depends: { user: secured(currentUser, "users:read") } }, ({ user }) => user);
    const needed = createApp({
      title: "t",
      version: "1",
      routes: {
        r: router(
          { depends: { user: secured(active, "users:write") } },
          { it: get("", { depends: { user: active } }, ({ user }) => user.required) },
        ),
      },
    });
    await using door = await open(needed);
    const missing = await door.send("GET", "/");
    expect([missing.status, missing.headers.get("www-authenticate")]).toEqual([401, "Bearer"]);
    const poor = await door.send("GET", "/", { token: "good~users:read" });
    expect([poor.status, poor.headers.get("www-authenticate")]).toEqual([
      403,
      'Bearer error="insufficient_scope", error_description="The token lacks a scope that this takes", scope="users:write users:read"',
    ]);
    const rich = await door.send("GET", "/", { token: "good~users:read~users:write" });
    expect(rich.json()).toEqual(["users:write", "users:read"]);
  });
});
