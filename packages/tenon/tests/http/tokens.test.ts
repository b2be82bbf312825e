import { base64url, type JWK, SignJWT } from "jose";
import { afterEach, describe, expect, test, vi } from "vitest";
import * as z from "zod";
import {
  createApp,
  dependency,
  get,
  type Logger,
  optional,
  router,
  secured,
  silentLogger,
} from "../../src/index.ts";
import {
  type JwtKeysOptions,
  jwksRoute,
  jwtKeys,
  jwtSigner,
  jwtVerificationKeys,
  jwtVerifier,
  oauth2PasswordBearer,
  verifiedToken,
} from "../../src/security/index.ts";
import { throughBothDoors } from "./doors.ts";
import {
  type Algorithm,
  attacks,
  audience,
  changed,
  goodClaims,
  issuer,
  keyOf,
  made,
} from "./forged-tokens.ts";

const Claims = z.object({ sub: z.string(), jti: z.string(), scope: z.string().optional() });

/** An app that lets in whoever has a token, and what makes such tokens. */
function service(options: JwtKeysOptions) {
  const keys = dependency({ scope: "app" }, () => jwtKeys(options));
  const profile = { typ: "at+jwt", issuer, audience, claims: Claims };
  const verifier = dependency({ scope: "app", depends: { keys } }, (needs) =>
    jwtVerifier({ ...profile, ...needs }),
  );
  const scheme = oauth2PasswordBearer({ tokenUrl: "/token", scopes: { "users:read": "Read users" } });
  const caller = verifiedToken(scheme, verifier);
  const app = createApp({
    title: "t",
    version: "1",
    routes: {
      jwks: jwksRoute(keys),
      me: get("/me", { depends: { caller } }, ({ caller }) => caller),
      users: get(
        "/users",
        { depends: { caller: secured(caller, "users:read") } },
        ({ caller }) => caller.scopes,
      ),
      maybe: get(
        "/maybe",
        { depends: { caller: optional(caller) } },
        ({ caller }) => caller?.claims.sub ?? "nobody",
      ),
    },
  });
  const sign = async (claims: { sub: string; scope?: string; jti?: string }, lifetimeSeconds = 900) =>
    jwtSigner({ ...profile, keys: await jwtKeys(options), lifetimeSeconds }).sign(claims);
  return { app, sign };
}

const confusions: readonly (readonly [string, (text: string) => Uint8Array])[] = [
  ["its text", (text) => new TextEncoder().encode(text)],
  [
    "its bytes",
    (text) => Uint8Array.from(atob(text.replace(/-----.*-----|\s/g, "")), (c) => c.charCodeAt(0)),
  ],
];

/** Collects what is logged of refused requests. */
function collecting(): { readonly logger: Logger; readonly lines: Record<string, unknown>[] } {
  const lines: Record<string, unknown>[] = [];
  const logger: Logger = {
    ...silentLogger,
    info: (fields) => void lines.push(fields as Record<string, unknown>),
    child: () => logger,
  };
  return { logger, lines };
}

afterEach(() => void vi.useRealTimers());

throughBothDoors("tokens", (open) => {
  describe.each<Algorithm>(["EdDSA", "RS256", "ES256", "HS256"])("of a key of %s", async (alg) => {
    const key = await made(alg);
    const { app, sign } = service({
      current: keyOf(key),
      previous: alg === "HS256" ? [keyOf(await other())] : [],
    });

    test("a good one is let in, with its claims and scopes", async () => {
      await using door = await open(app);
      for (const token of [
        await sign({ sub: "ada", scope: "users:read", jti: "1" }),
        await changed(key, { claims: { scope: "users:read" } }),
      ]) {
        const answer = await door.send("GET", "/me", { token });
        expect(answer.json()).toEqual({
          claims: { sub: "ada", jti: "1", scope: "users:read" },
          scopes: ["users:read"],
        });
      }
    });

    test("one that is forged or out of place is a 401 that says nothing about why; the log does", async () => {
      const { logger, lines } = collecting();
      await using door = await open(app, { logger });
      for (const [name, fault, token] of attacks) {
        const answer = await door.send("GET", "/me", { token: await token(key) });
        expect([answer.status, answer.headers.get("www-authenticate"), answer.text], name).toEqual([
          401,
          'Bearer error="invalid_token", error_description="The token is invalid or has expired"',
          '{"detail":"The token is invalid or has expired"}',
        ]);
        expect(lines.at(-1), name).toMatchObject({
          cause: expect.stringMatching(new RegExp(`^(${fault}): .`)),
        });
      }
    });
  });

  test.each<Algorithm>(["EdDSA", "RS256", "ES256"])(
    "the public key of %s is no secret to sign with",
    async (alg) => {
      const key = await made(alg);
      await using door = await open(service({ current: keyOf(key) }).app);
      for (const text of key.publicTexts) {
        for (const [, bytes] of confusions) {
          let secret: Uint8Array;
          try {
            secret = bytes(text);
          } catch {
            continue;
          }
          for (const kid of ["k1", undefined]) {
            const token = await new SignJWT(goodClaims())
              .setProtectedHeader({ alg: "HS256", typ: "at+jwt", ...(kid === undefined ? {} : { kid }) })
              .sign(secret);
            expect((await door.send("GET", "/me", { token })).status).toBe(401);
          }
        }
      }
    },
  );

  test("a key is used with its own algorithm only, whatever its kind could do besides", async () => {
    const key = await made("RS256");
    await using door = await open(service({ current: keyOf(key) }).app);
    expect((await door.send("GET", "/me", { token: await changed(key) })).status).toBe(200);
    for (const alg of ["PS256", "RS512"]) {
      expect((await door.send("GET", "/me", { token: await changed({ ...key, alg }) })).status, alg).toBe(
        401,
      );
    }
  });

  test("an expired one is refused to the second, none is a bare challenge, an optional one lets nobody forge", async () => {
    const { app, sign } = service({ current: keyOf(await made("EdDSA")) });
    await using door = await open(app);
    vi.useFakeTimers({ toFake: ["Date"] });
    const token = await sign({ sub: "ada" }, 900);
    vi.setSystemTime(Date.now() + 898_000);
    expect((await door.send("GET", "/me", { token })).status).toBe(200);
    vi.setSystemTime(Date.now() + 2_000);
    expect((await door.send("GET", "/me", { token })).status).toBe(401);
    expect((await door.send("GET", "/me")).headers.get("www-authenticate")).toBe("Bearer");
    expect((await door.send("GET", "/maybe")).json()).toBe("nobody");
    expect((await door.send("GET", "/maybe", { token })).status).toBe(401);
  });

  test("a good one without the scope is a 403 that says which", async () => {
    const { app, sign } = service({ current: keyOf(await made("EdDSA")) });
    await using door = await open(app);
    const poor = await door.send("GET", "/users", {
      token: await sign({ sub: "ada", scope: "users users:reader" }),
    });
    expect(poor.status).toBe(403);
    expect(poor.headers.get("www-authenticate")).toMatch(
      /^Bearer error="insufficient_scope", .*scope="users:read"$/,
    );
    const rich = await door.send("GET", "/users", {
      token: await sign({ sub: "ada", scope: "a users:read" }),
    });
    expect(rich.json()).toEqual(["a", "users:read"]);
  });

  test("keys rotate: old tokens are good while the old key is there, new ones carry the new kid", async () => {
    const old = await made("RS256");
    const fresh = { ...(await made("EdDSA")), jwk: { ...(await made("EdDSA")).jwk, kid: "k2" } };
    const before = service({ current: keyOf(old) });
    const during = service({ current: keyOf(fresh), previous: [keyOf(old)] });
    const after = service({ current: keyOf(fresh) });
    const oldToken = await before.sign({ sub: "old" });
    const newToken = await during.sign({ sub: "new" });
    const status = async ({ app }: typeof before) => {
      await using door = await open(app);
      const answers = [oldToken, newToken].map(
        async (token) => (await door.send("GET", "/me", { token })).status,
      );
      return await Promise.all(answers);
    };
    expect(await status(before)).toEqual([200, 401]);
    expect(await status(during)).toEqual([200, 200]);
    expect(await status(after)).toEqual([401, 200]);
  });

  test("the key set shows the public keys, current and previous, and may be kept for a while", async () => {
    const current = await made("EdDSA");
    const previous = { ...(await made("ES256")), jwk: { ...(await made("ES256")).jwk, kid: "k0" } };
    const secret = { alg: "HS256", key: new Uint8Array(32).fill(9), kid: "s" } as const;
    await using door = await open(
      service({ current: keyOf(current), previous: [keyOf(previous), secret] }).app,
    );
    const answer = await door.send("GET", "/.well-known/jwks.json");
    expect(answer.status).toBe(200);
    expect(answer.headers.get("content-type")).toBe("application/jwk-set+json");
    expect(answer.headers.get("cache-control")).toBe("public, max-age=300");
    const { keys } = answer.json() as { keys: JWK[] };
    expect(keys.map(({ kid, alg, use }) => [kid, alg, use])).toEqual([
      ["k1", "EdDSA", "sig"],
      ["k0", "ES256", "sig"],
    ]);
    for (const part of [current.jwk.d, previous.jwk.d, '"d"', '"k"', base64url.encode(secret.key)])
      expect(answer.text).not.toContain(part);
    // Others verify with what stands there.
    const theirs = await jwtVerificationKeys(keys.map((key) => ({ alg: key.alg as "EdDSA", key })));
    const verifier = jwtVerifier({ keys: theirs, typ: "at+jwt", issuer, audience, claims: Claims });
    expect((await verifier.verify(await changed(current))).claims.sub).toBe("ada");
    expect((await door.send("HEAD", "/.well-known/jwks.json")).status).toBe(200);
  });

  test("the key set is in the document unless hidden, under the prefix and for as long as it is told", async () => {
    const keys = dependency({ scope: "app" }, async () => jwtKeys({ current: keyOf(await made("EdDSA")) }));
    const app = createApp({
      title: "t",
      version: "1",
      routes: {
        shown: jwksRoute(keys, { tags: ["keys"] }),
        tenant: router(
          { prefix: "/tenant" },
          { keys: jwksRoute(keys, { path: "/keys", maxAgeSeconds: 60, hidden: true }) },
        ),
      },
    });
    expect(Object.keys(app.openapi().paths ?? {})).toEqual(["/.well-known/jwks.json"]);
    expect(app.openapi().paths?.["/.well-known/jwks.json"]).toMatchObject({
      get: {
        tags: ["keys"],
        responses: {
          200: {
            content: { "application/jwk-set+json": { schema: { $ref: "#/components/schemas/JwkSet" } } },
          },
        },
      },
    });
    await using door = await open(app);
    expect((await door.send("GET", "/tenant/keys")).headers.get("cache-control")).toBe("public, max-age=60");
  });

  test("keys that are weak, and a key set with nothing to show, do not start", async () => {
    const weak = service({ current: { alg: "HS256", key: "secret" } });
    await expect(open(weak.app)).rejects.toThrow(
      /the current key has 48 bits, and HS256 takes a secret of at least 256/,
    );
    const secrets = service({ current: keyOf(await made("HS256")) });
    await expect(open(secrets.app)).rejects.toThrow(
      /jwks\.json has no public key to show, because all keys are secrets/,
    );
  });
});

/** A pair of keys, so that there is something to show beside a secret. */
async function other() {
  const key = await made("EdDSA");
  return { ...key, jwk: { ...key.jwk, kid: "other" } };
}
