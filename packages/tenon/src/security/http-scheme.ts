/** Any scheme of the `Authorization` header that has no function of its own here. */
import type { Dependency } from "../depends/dependency.ts";
import type { Exchange } from "../http/exchange.ts";
import { missingCredential, type SchemeOptions, schemeDependency } from "./scheme.ts";

/** Options of a scheme by its word. */
export interface HttpSchemeOptions extends SchemeOptions {
  /** The word of the scheme, from IANA's list or one of your own: `HOBA`, `Token`. Compared without regard to case. */
  readonly scheme: string;
}

/** What stands in the `Authorization` header. */
export interface HttpCredentials {
  /** The scheme's word as it was sent. */
  readonly scheme: string;
  /** What follows it. */
  readonly credentials: string;
}

/** A token of RFC 9110, 5.6.2. */
const word = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

/**
 * The credentials of any HTTP authentication scheme; verifying them is the caller's. Another scheme's, and none, are a 401
 * with a challenge of this one. In the document: `HTTPBase`.
 *
 * @throws {TypeError} when the word is none (RFC 9110, 11.1)
 * @example
 * const token = httpScheme({ scheme: "Token", name: "Token" }); // Authorization: Token jwt.token.here
 */
export function httpScheme(options: HttpSchemeOptions): Dependency<HttpCredentials, "http", never, string> {
  const { scheme, name = "HTTPBase" } = options;
  if (!word.test(scheme))
    throw new TypeError(
      `httpScheme({ scheme: ${JSON.stringify(scheme)} }): the name of a scheme is one word`,
    );
  const wanted = scheme.toLowerCase();
  const read = (exchange: Exchange): HttpCredentials => {
    const [, sent = "", credentials = ""] =
      /^(\S+) +(.+)$/.exec(exchange.header("authorization") ?? "") ?? [];
    if (sent.toLowerCase() !== wanted) throw missingCredential(scheme);
    return { scheme: sent, credentials: credentials.trim() };
  };
  return schemeDependency({ name, object: { type: "http", scheme: wanted }, read }, options);
}
