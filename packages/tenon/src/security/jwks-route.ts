/** The key set of a service (RFC 7517, 5): where others read the public keys that its tokens are verified with. */
import * as z from "zod";
import { dependency } from "../depends/dependency.ts";
import type { Need } from "../depends/need.ts";
import { StartError } from "../depends/start-error.ts";
import { Reply } from "../http/reply.ts";
import { get, open } from "../routing/operation.ts";
import type { JwtVerificationKeys } from "./jwt-keys.ts";
import { checkedNumber } from "./token-rules.ts";

/** Options of `jwksRoute`. */
export interface JwksRouteOptions<Path extends string = string> {
  /** Default: `/.well-known/jwks.json`. Prefixes of routers come in front. */
  readonly path?: Path;
  /** How long readers may keep it, in seconds: how long a new key must stand in it before it signs. Default: 300. */
  readonly maxAgeSeconds?: number;
  /** Keeps it out of the document. Default: false. */
  readonly hidden?: boolean;
  /** Groups in the document. */
  readonly tags?: readonly string[];
}

const type = "application/jwk-set+json";

const Jwk = z
  .looseObject({ kty: z.string(), use: z.string(), alg: z.string(), kid: z.string() })
  .meta({ id: "PublicJwk", description: "RFC 7517, 4" });
const JwkSet = z.object({ keys: z.array(Jwk) }).meta({ id: "JwkSet", description: "RFC 7517, 5" });

/**
 * The operation that shows the public keys, current and previous; secrets and private parts never. Anybody may call it.
 *
 * @param keys the app-scoped dependency that gives the keys
 * @throws {StartError} at start-up, when all keys are secrets: there is nothing to show
 * @example
 * routes: { jwks: jwksRoute(tokenKeys), v1 }
 */
export function jwksRoute<const Path extends string = "/.well-known/jwks.json">(
  keys: Need<JwtVerificationKeys, "app">,
  options: JwksRouteOptions<Path> = {},
) {
  const { path = "/.well-known/jwks.json" as Path, hidden = false, tags = [] } = options;
  const maxAge = Math.floor(checkedNumber(options.maxAgeSeconds ?? 300, "jwksRoute", "maxAgeSeconds", 0));
  const keySet = dependency({ scope: "app", name: "jwks", depends: { keys } }, ({ keys }) => {
    if (keys.publicKeys.length > 0) return JSON.stringify({ keys: keys.publicKeys });
    throw new StartError(
      `jwksRoute: ${path} has no public key to show, because all keys are secrets (HS256 and its like). ` +
        "Sign with a pair of keys, such as EdDSA, or take the route away.",
    );
  });
  const needs = open({
    responses: {
      200: { type, schema: JwkSet, description: "The public keys that tokens are verified with" },
    },
    summary: "Public keys of tokens",
    hidden,
    tags,
    depends: { keySet },
  });
  return get(path, needs, ({ keySet }) => {
    return new Reply(200, ["content-type", type, "cache-control", `public, max-age=${maxAge}`], keySet);
  });
}
