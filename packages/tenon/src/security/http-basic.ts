/** HTTP Basic and Digest credentials as dependencies (RFC 7617, RFC 7616). */
import type { Dependency } from "../depends/dependency.ts";
import { HttpError } from "../http/errors.ts";
import type { Exchange } from "../http/exchange.ts";
import { authorizationFor, missingCredential, type SchemeOptions, schemeDependency } from "./scheme.ts";

/** Options of HTTP Basic. */
export interface HttpBasicOptions extends SchemeOptions {
  /** What the credentials are for; browsers show it. Default: none. */
  readonly realm?: string;
}

/** A name and a password as they were sent. */
export interface BasicCredentials {
  readonly username: string;
  readonly password: string;
}

/**
 * The name and password of a request; comparing them, in constant time, is the caller's. In the document: `HTTPBasic`.
 * @example
 * const admin = dependency({ depends: { login: httpBasic({ realm: "admin" }) } }, ({ login }) => check(login));
 */
export function httpBasic(
  options: HttpBasicOptions = {},
): Dependency<BasicCredentials, "http", never, string> {
  const { realm, name = "HTTPBasic" } = options;
  const challenge = realm === undefined ? "Basic" : `Basic realm="${realm.replace(/["\\]/g, "\\$&")}"`;
  const read = (exchange: Exchange): BasicCredentials => {
    const encoded = authorizationFor(exchange, "basic");
    if (encoded === undefined || encoded === "") throw missingCredential(challenge);
    const credentials = decoded(encoded);
    if (credentials === undefined) {
      throw new HttpError(401, "Not authenticated", { headers: { "www-authenticate": challenge } });
    }
    return credentials;
  };
  return schemeDependency({ name, object: { type: "http", scheme: "basic" }, read }, options);
}

/**
 * The parameters of a Digest credential as they were sent; verifying them is the caller's. In the document: `HTTPDigest`.
 * @example
 * const digest = httpDigest();
 */
export function httpDigest(options: SchemeOptions = {}): Dependency<string, "http", never, string> {
  const read = (exchange: Exchange): string => {
    const credentials = authorizationFor(exchange, "digest");
    if (credentials === undefined || credentials === "") throw missingCredential("Digest");
    return credentials;
  };
  return schemeDependency(
    { name: options.name ?? "HTTPDigest", object: { type: "http", scheme: "digest" }, read },
    options,
  );
}

const utf8 = new TextDecoder("utf-8", { fatal: true });

/** Base64 without its padding is somebody else's: RFC 4648, 3.2. */
function decoded(encoded: string): BasicCredentials | undefined {
  if (encoded.length % 4 !== 0) return undefined;
  try {
    const bytes = Uint8Array.from(atob(encoded), (character) => character.charCodeAt(0));
    const text = utf8.decode(bytes);
    const colon = text.indexOf(":");
    return colon === -1 ? undefined : { username: text.slice(0, colon), password: text.slice(colon + 1) };
  } catch {
    // Not base64, or not UTF-8: no credential that anybody could have been given.
    return undefined;
  }
}
