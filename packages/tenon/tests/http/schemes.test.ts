import { expect, test } from "vitest";
import {
  anyOf,
  createApp,
  dependency,
  get,
  type Need,
  optional,
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
  httpScheme,
  insufficientScope,
  invalidToken,
  mutualTls,
  oauth2AuthorizationCodeBearer,
  oauth2ClientCredentials,
  oauth2 as oauth2Flows,
  oauth2PasswordBearer,
  openIdConnect,
  requireScopes,
} from "../../src/security/index.ts";
import { throughBothDoors } from "./doors.ts";

const scopes = { read: "Read", write: "Write" };
const tokenUrl = "/token";
const openIdConnectUrl = "https://id.example.org/.well-known/openid-configuration";

const flows = {
  implicit: { authorizationUrl: "/authorize", scopes },
  clientCredentials: { tokenUrl, scopes: { file: "File reports" } },
};

const appOf = (routes: Record<string, Need>) =>
  createApp({
    title: "t",
    version: "1",
    routes: Object.fromEntries(
      Object.entries(routes).map(([name, it]) => [
        name,
        get(`/${name}`, { depends: { it } }, ({ it }) => it ?? null),
      ]),
    ),
  });

test.each<[string, Need, object]>([
  ["APIKeyHeader", apiKeyHeader({ key: "X-Key" }), { type: "apiKey", in: "header", name: "X-Key" }],
  ["APIKeyQuery", apiKeyQuery({ key: "key" }), { type: "apiKey", in: "query", name: "key" }],
  ["APIKeyCookie", apiKeyCookie({ key: "sid" }), { type: "apiKey", in: "cookie", name: "sid" }],
  ["HTTPBasic", httpBasic(), { type: "http", scheme: "basic" }],
  ["HTTPDigest", httpDigest(), { type: "http", scheme: "digest" }],
  ["HTTPBearer", httpBearer(), { type: "http", scheme: "bearer" }],
  [
    "JWT",
    httpBearer({ name: "JWT", bearerFormat: "JWT" }),
    { type: "http", scheme: "bearer", bearerFormat: "JWT" },
  ],
  [
    "OAuth2PasswordBearer",
    oauth2PasswordBearer({ tokenUrl }),
    { type: "oauth2", flows: { password: { tokenUrl, scopes: {} } } },
  ],
  [
    "OAuth2AuthorizationCodeBearer",
    oauth2AuthorizationCodeBearer({
      authorizationUrl: "/authorize",
      tokenUrl,
      refreshUrl: "/refresh",
      scopes,
    }),
    {
      type: "oauth2",
      flows: {
        authorizationCode: { authorizationUrl: "/authorize", tokenUrl, refreshUrl: "/refresh", scopes },
      },
    },
  ],
  [
    "OAuth2ClientCredentials",
    oauth2ClientCredentials({ tokenUrl, scopes, description: "For programs" }),
    { type: "oauth2", flows: { clientCredentials: { tokenUrl, scopes } }, description: "For programs" },
  ],
  ["OpenIdConnect", openIdConnect({ openIdConnectUrl }), { type: "openIdConnect", openIdConnectUrl }],
  ["HTTPBase", httpScheme({ scheme: "Token" }), { type: "http", scheme: "token" }],
  ["MutualTLS", mutualTls({ certificate: () => undefined }), { type: "mutualTLS" }],
  ["OAuth2", oauth2Flows({ flows }), { type: "oauth2", flows }],
])("%s stands in the document as OpenAPI has it", (name, scheme, object) => {
  const document = appOf({ it: scheme }).openapi();
  expect(document.components?.securitySchemes).toEqual({ [name]: object });
  expect(document.paths?.["/it"]).toMatchObject({ get: { security: [{ [name]: [] }] } });
});

/** Tokens here are their own scopes: `good~read`. */
const oauth2 = oauth2ClientCredentials({ tokenUrl, scopes });
const caller = dependency({ depends: { token: oauth2, required: securityScopes } }, ({ token, required }) => {
  const [word, ...granted] = token.split("~");
  if (word !== "good") throw invalidToken();
  requireScopes(granted, required);
  return granted.join(" ");
});

throughBothDoors("schemes of bearer tokens", (open) => {
  const schemes = {
    bearer: httpBearer(),
    password: oauth2PasswordBearer({ tokenUrl }),
    code: oauth2AuthorizationCodeBearer({ authorizationUrl: "/authorize", tokenUrl }),
    client: oauth2ClientCredentials({ tokenUrl }),
    oidc: openIdConnect({ openIdConnectUrl }),
    several: oauth2Flows({ flows }),
  };

  test.each(Object.keys(schemes))(
    "%s reads the token, and answers a bare challenge without one",
    async (name) => {
      await using door = await open(appOf(schemes));
      for (const authorization of ["Bearer t0k.en", "bearer t0k.en", "BEARER   t0k.en"])
        expect((await door.send("GET", `/${name}`, { headers: { authorization } })).json()).toBe("t0k.en");
      for (const headers of [
        {},
        { authorization: "Bearer" },
        { authorization: "Basic eDp5" },
        { authorization: "Bearert0k.en" },
      ]) {
        const answer = await door.send("GET", `/${name}`, { headers });
        expect([answer.status, answer.headers.get("www-authenticate")]).toEqual([401, "Bearer"]);
      }
    },
  );
});

throughBothDoors("schemes that are rare", (open) => {
  test("a scheme of one's own word: its credentials, or a challenge of that word", async () => {
    await using door = await open(appOf({ it: httpScheme({ scheme: "Token" }) }));
    for (const [authorization, credentials] of [
      ["Token abc", { scheme: "Token", credentials: "abc" }],
      ['token   a="b", c', { scheme: "token", credentials: 'a="b", c' }],
    ] as const)
      expect((await door.send("GET", "/it", { headers: { authorization } })).json()).toEqual(credentials);
    for (const headers of [{}, { authorization: "Token" }, { authorization: "Bearer abc" }]) {
      const answer = await door.send("GET", "/it", { headers });
      expect([answer.status, answer.headers.get("www-authenticate")]).toEqual([401, "Token"]);
    }
  });

  test("a client certificate, or 403; one of several that would do", async () => {
    const certificate = mutualTls({ certificate: (exchange) => exchange.header("client-cert") });
    await using door = await open(appOf({ it: certificate, either: anyOf(certificate, httpBearer()) }));
    const headers = { "client-cert": ":MIIB:" };
    expect((await door.send("GET", "/it", { headers })).json()).toBe(":MIIB:");
    expect((await door.send("GET", "/it")).status).toBe(403);
    expect((await door.send("GET", "/either", { token: "t" })).json()).toBe("t");
  });
});

test("a scheme that cannot be is refused where it is made", () => {
  expect(() => httpScheme({ scheme: "two words" })).toThrow("the name of a scheme is one word");
  expect(() => oauth2Flows({ flows: {} })).toThrow("name at least one flow");
});

test("the scopes of all flows are known", async () => {
  const token = oauth2Flows({ flows });
  const started = appOf({ it: secured(token, "file", "read") }).start();
  await (await started).stop();
  await expect(appOf({ it: secured(token as Need, "other") }).start()).rejects.toThrow('"other"');
});

throughBothDoors("schemes put together", (open) => {
  const key = apiKeyHeader({ key: "x-key" });

  test("of several that would do, none is every challenge; a wrong one is not made good by the next", async () => {
    await using door = await open(appOf({ either: anyOf(caller, key), turned: anyOf(key, caller) }));
    const challenge = async (path: string, request = {}) => {
      const answer = await door.send("GET", path, request);
      return [answer.status, answer.headers.get("www-authenticate")];
    };
    expect(await challenge("/either")).toEqual([401, "Bearer, APIKey"]);
    expect(await challenge("/turned")).toEqual([401, "APIKey, Bearer"]);
    const wrong = await challenge("/either", { token: "bad", headers: { "x-key": "k" } });
    expect(wrong).toEqual([401, expect.stringContaining('error="invalid_token"')]);
    expect((await door.send("GET", "/turned", { token: "bad", headers: { "x-key": "k" } })).json()).toBe("k");
  });

  test("an optional choice is nothing without a credential, and refuses a wrong one", async () => {
    await using door = await open(appOf({ maybe: optional(anyOf(caller, key)) }));
    expect((await door.send("GET", "/maybe")).json()).toBe(null);
    expect((await door.send("GET", "/maybe", { headers: { "x-key": "k" } })).json()).toBe("k");
    expect((await door.send("GET", "/maybe", { token: "bad" })).status).toBe(401);
  });

  test("scopes are gathered through dependencies of dependencies, whichever of them asks", async () => {
    const reader = dependency({ depends: { caller: secured(caller, "read") } }, ({ caller }) => caller);
    const report = dependency({ depends: { reader } }, ({ reader }) => reader);
    const both = dependency(
      { depends: { report, writer: secured(caller, "write") } },
      ({ report }) => report,
    );
    await using door = await open(appOf({ report, both, outer: secured(report, "write"), plain: caller }));
    const status = async (path: string, token: string) => (await door.send("GET", path, { token })).status;
    expect([await status("/plain", "good"), await status("/report", "good")]).toEqual([200, 403]);
    expect(await status("/report", "good~read")).toBe(200);
    for (const path of ["/both", "/outer"]) {
      const poor = await door.send("GET", path, { token: "good~read" });
      expect(poor.status).toBe(403);
      const named = /scope="([^"]*)"/.exec(poor.headers.get("www-authenticate") ?? "")?.[1];
      expect(named?.split(" ").sort()).toEqual(["read", "write"]);
      expect(await status(path, "good~write")).toBe(403);
      expect(await status(path, "good~read~write")).toBe(200);
    }
  });
});

test("whatever a description says, the challenge stays one header (RFC 6750, 3)", () => {
  const text = 'a "quoted"\\ line\r\nset-cookie: evil=1, é';
  expect(invalidToken(text).headers["www-authenticate"]).toBe(
    'Bearer error="invalid_token", error_description="a quoted lineset-cookie: evil=1, "',
  );
  expect(insufficientScope('read" evil="1\n', "no").headers["www-authenticate"]).toBe(
    'Bearer error="insufficient_scope", error_description="no", scope="read evil=1"',
  );
});
