/** The token request of the password flow, and the errors it answers with: RFC 6749, 4.3 and 5.2. */
import * as z from "zod";
import { type ErrorHandler, onError } from "../http/error-handler.ts";
import { HttpError, RequestValidationError } from "../http/errors.ts";
import { Reply } from "../http/reply.ts";

/** Words between spaces, as RFC 6749, 3.3 writes scopes; in the handler a list. */
const scopeList = z.codec(z.string(), z.array(z.string()), {
  decode: (text) => text.split(" ").filter((word) => word !== ""),
  encode: (words) => words.join(" "),
});

const grantType = z
  .string()
  .regex(/^password$/)
  .meta({ description: "Always `password`" });

/**
 * The fields of a token request, for `form`. `grant_type` may be left out, as many clients do; `scope` is a list in the handler.
 * @example
 * token: post("/token", { form: oauth2PasswordForm, response: Token }, ({ form }) => issue(form.username, form.scope))
 */
export const oauth2PasswordForm = {
  grant_type: grantType.optional(),
  username: z.string(),
  password: z.string().meta({ format: "password" }),
  scope: scopeList.prefault("").meta({ description: "Scopes asked for, separated by spaces" }),
  client_id: z.string().optional(),
  client_secret: z.string().optional().meta({ format: "password" }),
};

/** A parameter that is sent twice is a fault (RFC 6749, 3.2). */
const once = { repeatable: false };

/**
 * The same to the letter of RFC 6749, 4.3.2 and 3.2: `grant_type` has to be there, and nothing may be there twice.
 * @example
 * token: post("/token", { form: oauth2PasswordFormStrict, onError: oauth2Errors, response: Token }, ({ form }) => ...)
 */
export const oauth2PasswordFormStrict = {
  grant_type: grantType.meta(once),
  username: oauth2PasswordForm.username.meta(once),
  password: oauth2PasswordForm.password.meta(once),
  scope: oauth2PasswordForm.scope.meta(once),
  client_id: oauth2PasswordForm.client_id.meta(once),
  client_secret: oauth2PasswordForm.client_secret.meta(once),
};

/** The words of RFC 6749, 5.2. */
export type OAuth2ErrorCode =
  | "invalid_request"
  | "invalid_client"
  | "invalid_grant"
  | "unauthorized_client"
  | "unsupported_grant_type"
  | "invalid_scope";

/** An error of a token endpoint: 400 (401 for `invalid_client`) with `{"error", "error_description"}`. */
export class OAuth2Error extends HttpError {
  override readonly name = "OAuth2Error";
  override readonly code: OAuth2ErrorCode;

  /**
   * @param code the word of RFC 6749, 5.2
   * @param description one line for the developer of the client
   */
  constructor(code: OAuth2ErrorCode, description: string) {
    const headers = code === "invalid_client" ? { "www-authenticate": "Basic" } : {};
    super(code === "invalid_client" ? 401 : 400, description, { headers });
    this.code = code;
  }
}

/** The shape of those errors, for the document. */
export const OAuth2ErrorBody = z
  .object({ error: z.string(), error_description: z.string() })
  .meta({ id: "OAuth2Error", description: "RFC 6749, 5.2" });

/**
 * What a token endpoint refuses with, for the document and the typed client: beside `oauth2Errors`.
 * @example
 * token: post("/token", { form: oauth2PasswordFormStrict, responses: oauth2Refusals, onError: oauth2Errors }, ...)
 */
export const oauth2Refusals = { 400: OAuth2ErrorBody, 401: OAuth2ErrorBody } as const;

/** Error handlers for a token endpoint: whatever is wrong with the request is said in the words of RFC 6749. */
export const oauth2Errors: readonly ErrorHandler[] = [
  onError(OAuth2Error, (error) => written(error)),
  onError(RequestValidationError, (error) => written(ofFaults(error))),
  onError(HttpError, (error) =>
    error.status < 500 && error.status !== 429
      ? written(new OAuth2Error("invalid_request", error.message))
      : error,
  ),
];

function ofFaults({ faults }: RequestValidationError): OAuth2Error {
  const misfits = ["string_pattern_mismatch", "literal_error", "enum"];
  // Two of them are no grant that is unknown, but a request that is wrong.
  const grant = faults.find(
    ({ loc, type, input }) => loc[1] === "grant_type" && misfits.includes(type) && !Array.isArray(input),
  );
  if (grant !== undefined) return new OAuth2Error("unsupported_grant_type", `grant_type: ${grant.msg}`);
  const sentences = faults.map(({ loc, msg }) => `${loc.slice(1).join(".")}: ${msg}`);
  return new OAuth2Error("invalid_request", sentences.join("; "));
}

function written(error: OAuth2Error): Reply {
  const headers = Object.entries(error.headers).flat();
  const body = JSON.stringify({ error: error.code, error_description: error.message });
  return new Reply(
    error.status,
    ["content-type", "application/json", "cache-control", "no-store", ...headers],
    body,
  );
}
