/** A small OpenID Connect provider on a port of its own, which a test can make do wrong. */
import { createHash, generateKeyPairSync, randomUUID } from "node:crypto";
import { exportJWK, SignJWT } from "jose";
import { createApp, get, HttpError, json, open, post, redirect, silentLogger } from "tenon";
import { serve } from "tenon/server";
import { z } from "zod";

/** Who signs in at the provider next, and what it says of them. */
export interface Person {
  readonly sub: string;
  readonly email?: string;
  readonly email_verified?: boolean | string;
  readonly preferred_username?: string;
}

/** The provider, running. */
export interface Provider extends AsyncDisposable {
  readonly issuer: string;
  person: Person;
  /** Claims of the next ID tokens that take the place of the right ones. */
  claims: Readonly<Record<string, unknown>>;
  /** What is out of order. */
  fault: "none" | "down" | "foreign key" | "claims only in userinfo" | "denies" | "forgets its client";
}

interface Code {
  readonly nonce: string;
  readonly challenge: string;
  readonly redirectUri: string;
  readonly person: Person;
}

const client = { id: "service", secret: "a secret, with : and %" };

/** Its one client, as it knows it. */
export const providerClient = client;

/** Starts it. */
export async function startProvider(): Promise<Provider> {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const foreign = generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey;
  const jwk = { ...(await exportJWK(publicKey)), alg: "ES256", kid: "1", use: "sig" };
  const codes = new Map<string, Code>();
  const bearers = new Map<string, Person>();
  const text = z.string();

  const up = () => {
    if (provider.fault === "down") throw new HttpError(502, "Bad gateway");
  };

  const routes = {
    discovery: get("/.well-known/openid-configuration", open({}), () => {
      up();
      const { issuer } = provider;
      return json({
        issuer,
        authorization_endpoint: `${issuer}/authorize`,
        token_endpoint: `${issuer}/token`,
        jwks_uri: `${issuer}/jwks`,
        userinfo_endpoint: `${issuer}/userinfo`,
        response_types_supported: ["code"],
        subject_types_supported: ["public"],
        id_token_signing_alg_values_supported: ["ES256"],
        code_challenge_methods_supported: ["S256"],
        authorization_response_iss_parameter_supported: true,
      });
    }),

    jwks: get("/jwks", open({}), () => json({ keys: [jwk] })),

    authorize: get(
      "/authorize",
      open({
        query: {
          response_type: z.literal("code"),
          client_id: z.literal(client.id),
          redirect_uri: text,
          scope: text,
          state: text,
          nonce: text,
          code_challenge: text,
          code_challenge_method: z.literal("S256"),
        },
      }),
      ({ query }) => {
        const back = new URL(query.redirect_uri);
        back.searchParams.set("state", query.state);
        back.searchParams.set("iss", provider.issuer);
        if (provider.fault === "denies") back.searchParams.set("error", "access_denied");
        else {
          const code = randomUUID();
          codes.set(code, {
            nonce: query.nonce,
            challenge: query.code_challenge,
            redirectUri: query.redirect_uri,
            person: provider.person,
          });
          back.searchParams.set("code", code);
        }
        return redirect(back, { status: 303 });
      },
    ),

    token: post(
      "/token",
      open({
        form: {
          grant_type: z.literal("authorization_code"),
          code: text,
          redirect_uri: text,
          code_verifier: text,
        },
        headers: { authorization: text },
      }),
      async ({ form, headers }) => {
        up();
        // RFC 6749, 2.3.1: both are written as in a form, so that a colon in them is none.
        const pair = atob(headers.authorization.replace(/^Basic /, "")).split(":");
        const [id, secret] = pair.map((it) => decodeURIComponent(it.replaceAll("+", " ")));
        if (id !== client.id || secret !== client.secret || provider.fault === "forgets its client")
          return json({ error: "invalid_client" }, { status: 401 });
        const kept = codes.get(form.code);
        codes.delete(form.code);
        const challenge = createHash("sha256").update(form.code_verifier).digest("base64url");
        if (kept === undefined || kept.challenge !== challenge || kept.redirectUri !== form.redirect_uri)
          return json({ error: "invalid_grant" }, { status: 400 });
        const bearer = randomUUID();
        bearers.set(bearer, kept.person);
        const { sub } = kept.person;
        const told = provider.fault === "claims only in userinfo" ? { sub } : kept.person;
        const idToken = await new SignJWT({
          iss: provider.issuer,
          aud: client.id,
          nonce: kept.nonce,
          exp: Math.floor(Date.now() / 1000) + 300,
          ...told,
          ...provider.claims,
        })
          .setProtectedHeader({ alg: "ES256", kid: "1" })
          .setIssuedAt()
          .sign(provider.fault === "foreign key" ? foreign : privateKey);
        return json({ access_token: bearer, token_type: "Bearer", expires_in: 60, id_token: idToken });
      },
    ),

    userinfo: get("/userinfo", open({ headers: { authorization: text } }), ({ headers }) =>
      json(bearers.get(headers.authorization.replace(/^Bearer /i, "")) ?? {}),
    ),
  };
  const server = await serve(createApp({ title: "Provider", version: "1", routes, logger: silentLogger }), {
    host: "127.0.0.1",
    port: 0,
  });
  const provider: Provider = {
    issuer: server.url.replace(/\/$/, ""),
    person: { sub: "nobody" },
    claims: {},
    fault: "none",
    [Symbol.asyncDispose]: () => server.close(),
  };
  return provider;
}
