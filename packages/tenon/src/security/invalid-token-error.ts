/** A token that was sent and is refused: one answer for every reason, and the reason for the log. */
import { HttpError } from "../http/errors.ts";
import { invalidToken } from "./bearer.ts";

/** Why a token is refused. */
export type TokenFault =
  | "too_long"
  | "malformed"
  | "critical_header"
  | "unknown_key"
  | "algorithm"
  | "signature"
  | "repeated_name"
  | "typ"
  | "iss"
  | "aud"
  | "expired"
  | "not_yet_valid"
  | "claims";

const { message, headers } = invalidToken();

/**
 * The 401 of a token that is refused, with `error="invalid_token"` (RFC 6750, 3.1). The answer is the same whatever is wrong,
 * so that nobody learns from it how to forge a better one; `fault` and `cause` are for the log.
 */
export class InvalidTokenError extends HttpError {
  override readonly name = "InvalidTokenError";
  readonly fault: TokenFault;

  /**
   * @param fault what is wrong, as a word
   * @param why what is wrong: a sentence, or the error it was found by. Logged behind the word
   */
  constructor(fault: TokenFault, why: string | Error) {
    const found = typeof why === "string" ? { message: why } : why;
    super(401, message, { headers, cause: new Error(`${fault}: ${found.message}`, { cause: why }) });
    this.fault = fault;
  }
}
