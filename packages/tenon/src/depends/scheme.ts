/** A security scheme as the document describes it, carried by the dependency that reads the credential. */
import { HttpError } from "../http/errors.ts";

/** One entry of `components.securitySchemes` and the name it stands under. */
export interface SecurityScheme {
  /** The component's name; operations refer to it. */
  readonly name: string;
  /** The OpenAPI Security Scheme Object. */
  readonly object: Readonly<Record<string, unknown>>;
  /** The scopes this scheme knows, with their descriptions; undefined where scopes mean nothing to it. */
  readonly scopes: Readonly<Record<string, string>> | undefined;
}

/**
 * No credential was sent for a scheme: a 401 that `optional` and `anyOf` understand. A credential that was sent and is wrong
 * is a plain `HttpError`.
 */
export class MissingCredentialError extends HttpError {
  override readonly name = "MissingCredentialError";

  /** The answer when several would do and none was sent: every challenge in one header. */
  and(other: MissingCredentialError): MissingCredentialError {
    const challenges = [this, other].flatMap((error) => error.headers["www-authenticate"] ?? []);
    const headers =
      challenges.length === 0 ? {} : { "www-authenticate": [...new Set(challenges)].join(", ") };
    return new MissingCredentialError(this.status, this.detail, { headers });
  }
}

/** What `securityScopes` says: the scopes that the way to the asking dependency requires. */
export interface SecurityScopes {
  /** Outermost first, without repeats. */
  readonly scopes: readonly string[];
  /** The same, separated by spaces, as a challenge wants it. */
  readonly text: string;
}
