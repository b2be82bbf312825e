import { exportJWK, generateKeyPair, type JWK, SignJWT } from "jose";
import { OAuth2Server } from "oauth2-mock-server";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import * as z from "zod";
import {
  createApp,
  dependency,
  get,
  type Logger,
  StartError,
  secured,
  silentLogger,
} from "../../src/index.ts";
import {
  type OpenIdConnectVerifierOptions,
  openIdConnect,
  openIdConnectVerifier,
  verifiedToken,
} from "../../src/security/index.ts";
import { throughBothDoors } from "./doors.ts";

const audience = "https://api.example.org";
const Claims = z.object({ sub: z.string() });
type Options = Partial<OpenIdConnectVerifierOptions<typeof Claims>>;

// Made once: finding the primes of an RSA key takes a while.
const { privateKey } = await generateKeyPair("RS256", { extractable: true });
const rsa = { ...(await exportJWK(privateKey)), alg: "RS256", kid: "first" };

/** A real provider, its issuer, and how often it was asked for what. */
let provider: OAuth2Server;
let issuerUrl: string;
let asked: string[];
let errors: Record<string, unknown>[];

const logger: Logger = {
  ...silentLogger,
  error: (fields) => void errors.push(fields as Record<string, unknown>),
  child: () => logger,
};

beforeEach(async () => {
  asked = [];
  errors = [];
  provider = new OAuth2Server();
  await provider.issuer.keys.add(rsa);
  await provider.start(0, "127.0.0.1");
  issuerUrl = `http://127.0.0.1:${provider.address().port}`;
  provider.issuer.url = issuerUrl;
});
afterEach(async () => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  if (provider.listening) await provider.stop();
});

/** Asks as the verifier does, and notes it. */
const counting: typeof fetch = (input, init) => {
  asked.push(new URL(String(input)).pathname);
  return fetch(input, init);
};

/** An app that takes the provider's tokens. */
function service(options: Options = {}) {
  const issuer = options.issuer ?? issuerUrl;
  const verifier = dependency({ scope: "app" }, () =>
    openIdConnectVerifier({ audience, claims: Claims, allowHttp: true, fetch: counting, ...options, issuer }),
  );
  const scheme = openIdConnect({ openIdConnectUrl: `${issuer}/.well-known/openid-configuration` });
  const caller = verifiedToken(scheme, verifier);
  return createApp({
    title: "t",
    version: "1",
    routes: {
      me: get("/me", { depends: { caller } }, ({ caller }) => caller.claims.sub),
      reports: get(
        "/reports",
        { depends: { caller: secured(caller, "reports:read") } },
        ({ caller }) => caller.scopes,
      ),
    },
  });
}

/** An access token from the provider's token endpoint, as a client gets it; changed before it is signed. */
async function granted(change: { header?: object; payload?: object } = {}): Promise<string> {
  provider.service.once("beforeTokenSigning", (token) => {
    Object.assign(token.header, { typ: "at+jwt", ...change.header });
    Object.assign(token.payload, { aud: audience, sub: "ada", ...change.payload });
  });
  const answer = await fetch(`${issuerUrl}/token`, {
    method: "POST",
    headers: { authorization: `Basic ${btoa("client:secret")}` },
    body: new URLSearchParams({ grant_type: "client_credentials", scope: "reports:read" }),
  });
  const { access_token: token } = (await answer.json()) as { access_token: string };
  return token;
}

/** A token signed with a key of the provider's by its kid. */
const signedWith = (kid: string) =>
  provider.issuer.buildToken({
    kid,
    scopesOrTransform: (header, payload) => {
      Object.assign(header, { typ: "at+jwt" });
      Object.assign(payload, { aud: audience, sub: "ada" });
    },
  });

/** Both clocks go forward; timers do not, for real sockets need them. */
function later(seconds: number): void {
  if (!vi.isFakeTimers()) vi.useFakeTimers({ toFake: ["Date"] });
  vi.setSystemTime(Date.now() + seconds * 1000);
  const passed = performance.now() + seconds * 1000;
  vi.spyOn(performance, "now").mockReturnValue(passed);
}

const bothDocuments = ["/.well-known/openid-configuration", "/jwks"];

throughBothDoors("an OpenID Connect provider", (open) => {
  test("its access tokens are let in, and it is asked once, when the first comes", async () => {
    await using door = await open(service());
    expect(asked).toEqual([]);
    const token = await granted();
    const answers = await Promise.all([1, 2, 3, 4].map(() => door.send("GET", "/me", { token })));
    expect(answers.map((answer) => answer.json())).toEqual(["ada", "ada", "ada", "ada"]);
    expect(asked).toEqual(bothDocuments);
    expect((await door.send("GET", "/me")).headers.get("www-authenticate")).toBe("Bearer");
  });

  test("scopes come from scope or scp; one that is missing is a 403", async () => {
    await using door = await open(service());
    const answer = async (payload: object) =>
      door.send("GET", "/reports", { token: await granted({ payload }) });
    expect((await answer({ scope: "reports:read other" })).json()).toEqual(["reports:read", "other"]);
    expect((await answer({ scope: undefined, scp: ["reports:read"] })).json()).toEqual(["reports:read"]);
    expect((await answer({ scope: undefined, scp: "reports:read x" })).json()).toEqual(["reports:read", "x"]);
    for (const payload of [
      { scope: "other" },
      { scope: "", scp: "reports:read" },
      { scope: 1 },
      { scope: "reports:readall" },
    ]) {
      const poor = await answer(payload);
      expect([poor.status, poor.headers.get("www-authenticate")]).toEqual([
        403,
        expect.stringContaining('error="insufficient_scope"'),
      ]);
    }
  });

  test.each<[string, { header?: object; payload?: object }]>([
    ["another audience", { payload: { aud: "https://other.example.org" } }],
    ["no audience", { payload: { aud: undefined } }],
    ["another issuer", { payload: { iss: "https://evil.example" } }],
    ["an end that has passed", { payload: { exp: Math.floor(Date.now() / 1000) - 60 } }],
    ["no end", { payload: { exp: undefined } }],
    ["a beginning to come", { payload: { nbf: Math.floor(Date.now() / 1000) + 120 } }],
    ["the typ of an ID token", { header: { typ: "JWT" } }],
    ["no typ", { header: { typ: undefined } }],
    ["no subject", { payload: { sub: undefined } }],
  ])("a token of its with %s is invalid_token", async (_, change) => {
    await using door = await open(service());
    expect((await door.send("GET", "/me", { token: await granted() })).status).toBe(200);
    const answer = await door.send("GET", "/me", { token: await granted(change) });
    expect([answer.status, answer.headers.get("www-authenticate")]).toEqual([
      401,
      'Bearer error="invalid_token", error_description="The token is invalid or has expired"',
    ]);
  });

  test("clocks may differ by half a minute, and no more", async () => {
    await using door = await open(service());
    const now = Math.floor(Date.now() / 1000);
    const status = async (payload: object) =>
      (await door.send("GET", "/me", { token: await granted({ payload }) })).status;
    expect([await status({ exp: now - 20 }), await status({ nbf: now + 20 })]).toEqual([200, 200]);
    expect([await status({ exp: now - 40 }), await status({ nbf: now + 50 })]).toEqual([401, 401]);
  });

  test("a provider that writes another typ, or none, is taken at its word", async () => {
    await using jwt = await open(service({ typ: "JWT" }));
    expect((await jwt.send("GET", "/me", { token: await granted({ header: { typ: "JWT" } }) })).status).toBe(
      200,
    );
    expect((await jwt.send("GET", "/me", { token: await granted() })).status).toBe(401);
    await using none = await open(service({ typ: false }));
    expect(
      (await none.send("GET", "/me", { token: await granted({ header: { typ: undefined } }) })).status,
    ).toBe(200);
  });

  test("forged ones are refused without asking anybody but the provider", async () => {
    await using door = await open(service());
    const claims = { iss: issuerUrl, aud: audience, sub: "ada", exp: Math.floor(Date.now() / 1000) + 60 };
    const signed = (alg: string, key: JWK | Uint8Array, header: object) =>
      new SignJWT(claims).setProtectedHeader({ alg, typ: "at+jwt", ...header }).sign(key);
    const publicKey = { kty: "RSA", n: rsa.n, e: rsa.e };
    // Not a word of these is worth a question.
    const [, payload] = (await granted()).split(".");
    const none = `${btoa('{"alg":"none","typ":"at+jwt"}').replaceAll("=", "")}.${payload}.`;
    const confused = await signed("HS256", new TextEncoder().encode(JSON.stringify(publicKey)), {
      kid: "first",
    });
    for (const token of [none, confused, "garbage", "x".repeat(9000)])
      expect((await door.send("GET", "/me", { token })).status).toBe(401);
    expect(asked).toEqual([]);

    const evilKey = await exportJWK((await generateKeyPair("RS256", { extractable: true })).privateKey);
    const { kty, n, e } = evilKey;
    for (const header of [
      { kid: "first" },
      { kid: "first", jwk: { kty, n, e } as JWK },
      { kid: "evil", jku: `${issuerUrl}/evil` },
      {},
    ]) {
      expect((await door.send("GET", "/me", { token: await signed("RS256", evilKey, header) })).status).toBe(
        401,
      );
    }
    expect(asked).toEqual(bothDocuments);
  });

  test("only the algorithms that were named are taken", async () => {
    await provider.issuer.keys.generate("ES256", { kid: "curve" });
    await using door = await open(service({ algorithms: ["ES256"] }));
    expect((await door.send("GET", "/me", { token: await signedWith("curve") })).status).toBe(200);
    expect((await door.send("GET", "/me", { token: await signedWith("first") })).status).toBe(401);
  });

  test("its keys rotate: an unknown kid makes it be asked again, but not at each such token", async () => {
    await using door = await open(service());
    const old = await signedWith("first");
    expect((await door.send("GET", "/me", { token: old })).status).toBe(200);
    await provider.issuer.keys.generate("ES256", { kid: "second" });
    const fresh = await signedWith("second");
    for (let i = 0; i < 3; i++) expect((await door.send("GET", "/me", { token: fresh })).status).toBe(401);
    expect(asked).toEqual(bothDocuments);
    later(31);
    expect((await door.send("GET", "/me", { token: fresh })).status).toBe(200);
    expect((await door.send("GET", "/me", { token: old })).status).toBe(200);
    expect(asked).toEqual([...bothDocuments, ...bothDocuments]);
  });

  test("while it is down, tokens are neither good nor bad: 503 with Retry-After, and it is left alone for a while", async () => {
    const token = await granted();
    const { port } = provider.address();
    await provider.stop();
    await using door = await open(service(), { logger });
    for (let i = 0; i < 3; i++) {
      const answer = await door.send("GET", "/me", { token });
      expect([
        answer.status,
        answer.headers.get("retry-after"),
        answer.headers.get("www-authenticate"),
      ]).toEqual([503, "5", null]);
      expect(answer.json()).toEqual({ detail: "Tokens cannot be verified at the moment" });
    }
    expect(asked).toHaveLength(1);
    expect(errors[0]).toMatchObject({ category: "dependency" });
    // Without a token, or with one that is no token, there is nothing to ask.
    expect((await door.send("GET", "/me")).status).toBe(401);
    expect((await door.send("GET", "/me", { token: "garbage" })).status).toBe(401);

    await provider.start(port, "127.0.0.1");
    provider.issuer.url = issuerUrl;
    later(4);
    expect((await door.send("GET", "/me", { token })).status).toBe(503);
    // Being left alone counts from the failure, not from the last who came.
    later(2);
    expect((await door.send("GET", "/me", { token })).status).toBe(200);
  });

  test("keys that are known go on verifying while it is down, until they are too old", async () => {
    await using door = await open(service());
    const token = await granted({ payload: { exp: Math.floor(Date.now() / 1000) + 7200 } });
    const unknown = await signedWith((await provider.issuer.keys.generate("ES256", { kid: "late" })).kid);
    expect((await door.send("GET", "/me", { token })).status).toBe(200);
    await provider.stop();
    later(590);
    expect((await door.send("GET", "/me", { token })).status).toBe(200);
    expect((await door.send("GET", "/me", { token: unknown })).status).toBe(200);
    later(20);
    expect((await door.send("GET", "/me", { token })).status).toBe(503);
  });

  test.each<[string, (url: string) => Response | Promise<Response>, RegExp]>([
    [
      "is another issuer's",
      () => Response.json({ issuer: "https://evil.example", jwks_uri: `${issuerUrl}/jwks` }),
      /is of the issuer "https:\/\/evil\.example", not "http/,
    ],
    [
      "differs by a slash",
      () => Response.json({ issuer: `${issuerUrl}/`, jwks_uri: `${issuerUrl}/jwks` }),
      /is of the issuer/,
    ],
    ["names no key set", () => Response.json({ issuer: issuerUrl }), /names no jwks_uri/],
    [
      "names a key set in a file",
      () => Response.json({ issuer: issuerUrl, jwks_uri: "file:///etc/keys" }),
      /a jwks_uri that is not https/,
    ],
    ["sends away", () => Response.redirect("https://evil.example/"), /answered 302/],
    ["is none", () => Response.json(null), /./],
    ["is no JSON", () => new Response("<html>"), /./],
    ["is an error", () => new Response("", { status: 500 }), /answered 500/],
    ["never comes", () => Promise.reject(new TypeError("fetch failed")), /fetch failed/],
  ])("a discovery document that %s is not believed: 503, and the log says why", async (_, answer, why) => {
    const faked: typeof fetch = async (input) => answer(String(input));
    await using door = await open(service({ fetch: faked }), { logger });
    expect((await door.send("GET", "/me", { token: await granted() })).status).toBe(503);
    expect(String((errors[0]?.err as Error | undefined)?.cause)).toMatch(why);
  });

  test("a key set that is none, or has a weak key, is not believed either", async () => {
    const weak = await crypto.subtle.generateKey(
      {
        name: "RSASSA-PKCS1-v1_5",
        hash: "SHA-256",
        modulusLength: 1024,
        publicExponent: new Uint8Array([1, 0, 1]),
      },
      true,
      ["sign", "verify"],
    );
    const weakSet = { keys: [{ ...(await exportJWK(weak.publicKey)), kid: "first" }] };
    for (const keySet of [weakSet, { keys: "none" }, []]) {
      const faked: typeof fetch = async (input, init) =>
        String(input).endsWith("/jwks") ? Response.json(keySet) : fetch(input, init);
      await using door = await open(service({ fetch: faked }));
      expect((await door.send("GET", "/me", { token: await granted() })).status).toBe(503);
    }
  });

  test("one that answers too slowly is one that is down", async () => {
    const slow: typeof fetch = (_, init) =>
      new Promise((_resolve, reject) =>
        init?.signal?.addEventListener("abort", () => reject(init.signal?.reason)),
      );
    await using door = await open(service({ fetch: slow, timeoutSeconds: 0.05, retryAfterSeconds: 60 }));
    const answer = await door.send("GET", "/me", { token: await granted() });
    expect([answer.status, answer.headers.get("retry-after")]).toEqual([503, "60"]);
  });
});

test("two running apps share no keys", async () => {
  const app = service();
  const token = await granted();
  for (let i = 0; i < 2; i++) {
    const running = await app.start({ logger: silentLogger });
    const answer = await app.fetch(
      new Request("http://t/me", { headers: { authorization: `Bearer ${token}` } }),
    );
    expect(answer.status).toBe(200);
    await running.stop();
  }
});

test("the document shows the provider, and the scopes where they are asked for", () => {
  const document = service({ issuer: "https://id.example.org" }).openapi();
  expect(document.components?.securitySchemes).toEqual({
    OpenIdConnect: {
      type: "openIdConnect",
      openIdConnectUrl: "https://id.example.org/.well-known/openid-configuration",
    },
  });
  expect(document.paths?.["/me"]).toMatchObject({ get: { security: [{ OpenIdConnect: [] }] } });
  expect(document.paths?.["/reports"]).toMatchObject({
    get: { security: [{ OpenIdConnect: ["reports:read"] }] },
  });
});

test("an issuer that ends with a slash has its document where others have it", async () => {
  const issuer = "https://id.example.org/";
  const faked: typeof fetch = async (input) => {
    asked.push(String(input));
    return asked.length === 1
      ? Response.json({ issuer, jwks_uri: `${issuer}jwks` })
      : Response.json({ keys: [rsa] });
  };
  const verifier = openIdConnectVerifier({ issuer, audience, claims: Claims, fetch: faked });
  await verifier.verify(await granted({ payload: { iss: issuer } })).catch(() => undefined);
  expect(asked).toEqual([`${issuer}.well-known/openid-configuration`, `${issuer}jwks`]);
});

test("an issuer over https is asked over https only", async () => {
  const issuer = "https://id.example.org/tenant";
  const faked: typeof fetch = async (input) => {
    asked.push(String(input));
    return Response.json({ issuer, jwks_uri: "http://id.example.org/jwks" });
  };
  const verifier = openIdConnectVerifier({ issuer, audience, claims: Claims, fetch: faked });
  const refused = await verifier.verify(await granted()).catch((error: Error) => error);
  expect(String((refused as Error).cause)).toContain("names a jwks_uri that is not https");
  expect(asked).toEqual([`${issuer}/.well-known/openid-configuration`]);
});

test.each<[string, Options, RegExp]>([
  [
    "an issuer over http",
    { issuer: "http://id.example.org" },
    /is no https address.*allowHttp is for development/,
  ],
  [
    "an issuer that is no address",
    { issuer: "id.example.org" },
    /the issuer "id\.example\.org" is no https address/,
  ],
  [
    "an issuer of another kind, http allowed or not",
    { issuer: "file:///etc", allowHttp: true },
    /is no https address/,
  ],
  ["an issuer with a query", { issuer: "https://id.example.org/?a=b" }, /has a query or a fragment/],
  ["no issuer", { issuer: "" }, /issuer is empty/],
  ["no audience", { audience: undefined as unknown as string }, /audience is undefined/],
  ["an empty audience", { audience: [] }, /the audience is empty/],
  [
    "a shared secret's algorithm",
    { algorithms: ["HS256" as "RS256"] },
    /"HS256" is no algorithm of a pair of keys/,
  ],
  ["none", { algorithms: ["none" as "RS256"] }, /"none" is no algorithm/],
  ["no algorithm", { algorithms: [] }, /algorithms is empty/],
  [
    "a time that is none",
    { keysMaxAgeSeconds: Number.NaN },
    /keysMaxAgeSeconds is NaN; it is a number of at least 0/,
  ],
])("%s does not start", (_, options, message) => {
  const start = () =>
    openIdConnectVerifier({ issuer: "https://id.example.org", audience, claims: Claims, ...options });
  expect(start).toThrow(StartError);
  expect(start).toThrow(message);
});
