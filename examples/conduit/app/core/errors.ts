/** What the API refuses with, and Conduit's envelope around it. */
import { DeclaredError, defineError, errorShape, type HttpError, RequestValidationError } from "tenon";
import { z } from "zod";

export const CredentialsInvalid = defineError(401, "credentials_invalid", { message: "credentials invalid" });
export const UsernameTaken = defineError(409, "username_taken", {
  message: "username has already been taken",
});
export const EmailTaken = defineError(409, "email_taken", { message: "email has already been taken" });
export const ProfileNotFound = defineError(404, "profile_not_found", { message: "profile not found" });
export const ArticleNotFound = defineError(404, "article_not_found", { message: "article not found" });
export const ArticleForbidden = defineError(403, "article_forbidden", { message: "article forbidden" });
export const CommentNotFound = defineError(404, "comment_not_found", { message: "comment not found" });
export const CommentForbidden = defineError(403, "comment_forbidden", { message: "comment forbidden" });

/** Messages by field, as version 2 of the published document has them; `body` has them as sentences, as version 1 had. */
const ErrorBody = z
  .object({ errors: z.object({ body: z.array(z.string()) }).catchall(z.array(z.string())) })
  .meta({ id: "GenericErrorModel" });

/** Conduit's envelope: `{"errors": {"title": ["can't be blank"], "body": ["title can't be blank"]}}`. */
export const envelope = errorShape({
  schema: ErrorBody,
  body: (error) => {
    const messages = messagesOf(error);
    const byField = Map.groupBy(messages, ([field]) => field);
    const fields = Array.from(byField, ([field, its]) => [field, its.map(([, message]) => message)]);
    const { body = [], ...others } = Object.fromEntries(fields) as Record<string, string[]>;
    const sentences = messages.filter(([field]) => field !== "body").map((message) => message.join(" "));
    return { errors: { ...others, body: [...body, ...sentences] } };
  },
});

type Message = readonly [field: string, message: string];

function messagesOf(error: HttpError): readonly Message[] {
  if (error instanceof RequestValidationError)
    return error.faults.map(({ loc, msg, type }) => [
      String(loc.findLast((it) => typeof it === "string") ?? "body"),
      type === "missing" ? "can't be blank" : msg,
    ]);
  // A declared error's sentence begins with its field.
  if (error instanceof DeclaredError) return [error.message.split(/ (.*)/, 2) as [string, string]];
  if (error.status === 401)
    return [["token", error.detail === "Not authenticated" ? "is missing" : "is invalid"]];
  return [["body", error.message]];
}
