/** What the type checker infers of tokens, and what it must refuse. Checked by `npm run typecheck`. */
import { expectTypeOf } from "vitest";
import * as z from "zod";
import { dependency, get, secured } from "../../src/index.ts";
import {
  httpBearer,
  jwksRoute,
  jwtKeys,
  jwtSigner,
  jwtVerificationKeys,
  jwtVerifier,
  oauth2PasswordBearer,
  openIdConnect,
  openIdConnectVerifier,
  verifiedToken,
} from "../../src/security/index.ts";

const Claims = z.object({
  sub: z.string(),
  jti: z.string(),
  exp: z.int(),
  role: z.enum(["admin", "user"]).optional(),
});
const profile = { typ: "at+jwt", issuer: "https://a.example", audience: "https://b.example", claims: Claims };
const keys = dependency({ scope: "app" }, () => jwtKeys({ current: { alg: "EdDSA", key: "pem" } }));
const verifier = dependency({ scope: "app", depends: { keys } }, ({ keys }) =>
  jwtVerifier({ ...profile, keys }),
);
const oauth2 = oauth2PasswordBearer({ tokenUrl: "/token", scopes: { "users:read": "Read" } });
const caller = verifiedToken(oauth2, verifier);

// The claims are those of the schema, decoded.
get("/", { depends: { caller } }, ({ caller }) => {
  expectTypeOf(caller.claims).toEqualTypeOf<z.infer<typeof Claims>>();
  expectTypeOf(caller.scopes).toEqualTypeOf<readonly string[]>();
});
expectTypeOf(caller["~life"]).toEqualTypeOf<"http">();
expectTypeOf(caller["~errors"]).toEqualTypeOf<never>();

// The scopes are those of the scheme.
secured(caller, "users:read");
// @ts-expect-error misspelt
secured(caller, "users:raed");
secured(verifiedToken(httpBearer(), verifier), "anything");

// A provider's verifier stands in the same place.
const provider = dependency({ scope: "app" }, () =>
  openIdConnectVerifier({
    issuer: "https://id.example",
    audience: "a",
    claims: z.object({ sub: z.string() }),
  }),
);
const outside = verifiedToken(openIdConnect({ openIdConnectUrl: "https://id.example" }), provider);
expectTypeOf(outside["~value"].claims).toEqualTypeOf<{ sub: string }>();

// What is signed is what the schema says, without what the signer says itself.
export async function signing() {
  const signer = jwtSigner({
    ...profile,
    keys: await jwtKeys({ current: { alg: "HS256", key: "s" } }),
    lifetimeSeconds: 60,
  });
  await signer.sign({ sub: "ada" });
  await signer.sign({ sub: "ada", role: "admin", jti: "1" });
  // @ts-expect-error sub is missing
  await signer.sign({ role: "admin" });
  // @ts-expect-error no such role
  await signer.sign({ sub: "ada", role: "root" });
  // @ts-expect-error the signer says until when
  await signer.sign({ sub: "ada", exp: 1 });
  // @ts-expect-error keys that only verify
  jwtSigner({ ...profile, keys: await jwtVerificationKeys([]), lifetimeSeconds: 60 });
}

// @ts-expect-error typ is missing: tokens of every kind would pass
export const untyped = () => jwtVerifier({ issuer: "a", audience: "b", claims: Claims, keys: null as never });
// @ts-expect-error "none" is no algorithm
export const unsigned = () => jwtKeys({ current: { alg: "none", key: "s" } });
export const shared = () =>
  // @ts-expect-error a shared secret is no provider's algorithm
  openIdConnectVerifier({ issuer: "a", audience: "b", claims: Claims, algorithms: ["HS256"] });

// The key set's route wants keys of the app's lifetime.
jwksRoute(keys);
// @ts-expect-error a verifier is not the keys
jwksRoute(verifier);
// @ts-expect-error read anew at each request
jwksRoute(dependency({}, () => jwtKeys({ current: { alg: "EdDSA", key: "pem" } })));
const anew = dependency({ depends: { keys } }, ({ keys }) => jwtVerifier({ ...profile, keys }));
// @ts-expect-error a verifier made anew at each request
verifiedToken(oauth2, anew);
