/** The `Authorization: Bearer` credential (RFC 6750) and the challenges that refuse it. */
import type { Dependency } from "../depends/dependency.ts";
import { HttpError } from "../http/errors.ts";
import type { Exchange } from "../http/exchange.ts";
import { authorizationFor, missingCredential, type SchemeOptions, schemeDependency } from "./scheme.ts";

/** The bearer token of a request; throws a 401 when there is none. */
export function bearerToken(exchange: Exchange): string {
  const token = authorizationFor(exchange, "bearer");
  if (token === undefined || token === "") throw missingCredential("Bearer");
  return token;
}

/** Options of a plain bearer scheme. */
export interface HttpBearerOptions extends SchemeOptions {
  /** What the token looks like, for the document: `JWT`. */
  readonly bearerFormat?: string;
}

/**
 * The bearer token of a request, without saying how one is had. In the document: `HTTPBearer`.
 * @example
 * const token = httpBearer({ bearerFormat: "JWT" });
 */
export function httpBearer(options: HttpBearerOptions = {}): Dependency<string, "http", never, string> {
  const { bearerFormat, name = "HTTPBearer" } = options;
  const object = { type: "http", scheme: "bearer", ...(bearerFormat === undefined ? {} : { bearerFormat }) };
  return schemeDependency({ name, object, read: bearerToken }, options);
}

/**
 * Refuses a token that was sent and is no good: 401 with `error="invalid_token"` (RFC 6750, 3.1).
 * @param description one line, for the developer of the client
 * @example
 * throw invalidToken("The token has expired");
 */
export function invalidToken(description = "The token is invalid or has expired"): HttpError {
  return new HttpError(401, description, {
    headers: { "www-authenticate": challenge("invalid_token", description) },
  });
}

/**
 * Refuses a good token that lacks a scope: 403 with `error="insufficient_scope"` and the scopes it takes (RFC 6750, 3.1).
 * @param scopes the scopes required, separated by spaces, as `securityScopes.text` has them
 * @example
 * if (!allowed) throw insufficientScope(scopes.text);
 */
export function insufficientScope(
  scopes: string,
  description = "The token lacks a scope that this takes",
): HttpError {
  const header = `${challenge("insufficient_scope", description)}, scope="${quoted(scopes)}"`;
  return new HttpError(403, description, { headers: { "www-authenticate": header } });
}

function challenge(error: string, description: string): string {
  return `Bearer error="${error}", error_description="${quoted(description)}"`;
}

/** RFC 6750 allows printable ASCII without quotes and backslashes. */
function quoted(text: string): string {
  return text.replace(/[^\x20-\x21\x23-\x5b\x5d-\x7e]/g, "");
}
