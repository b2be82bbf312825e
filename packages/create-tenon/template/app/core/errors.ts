/** The errors that the rules of this service speak with; operations declare the ones that can reach them. */
import { defineError } from "tenon";

/** Usernames are public and unique, whatever their case. */
export const UsernameTaken = defineError(409, "username_taken", { message: "This username is taken" });

/** Only where the caller may know which e-mails are verified: never at sign-up. */
export const EmailTaken = defineError(409, "email_taken", {
  message: "This e-mail belongs to another account",
});

/** No such user, or none that the caller may see. */
export const UserNotFound = defineError(404, "user_not_found", { message: "User not found" });

/** No such login session of the caller's, or one that has ended. */
export const LoginSessionNotFound = defineError(404, "session_not_found", { message: "Session not found" });

/** A link of a mail that is unknown, used, or over. */
export const MailLinkInvalid = defineError(400, "link_invalid", {
  message: "This link is not valid, or not any more: ask for a new one",
});

/** The password that confirms a change is not the account's. Not a 401: the caller is signed in. */
export const WrongPassword = defineError(403, "wrong_password", { message: "The password is wrong" });

/** What came back from the outside provider is not what this browser set out for, or the provider refused. */
export const SignInNotFinished = defineError(400, "sign_in_not_finished", {
  message: "Signing in with the provider did not work: start again",
});

/** An account is made or found by an e-mail that the provider has verified; it has said so of none. */
export const EmailNotVouched = defineError(403, "email_not_verified", {
  message: "The provider does not vouch for an e-mail of yours: verify it there, then start again",
});

/** Told only to who has proved to be its owner. */
export const AccountDisabled = defineError(403, "account_disabled", { message: "This account is disabled" });

/** The provider does not answer, or not as one; it may in a moment. */
export const ProviderUnavailable = defineError(503, "provider_unavailable", {
  message: "The provider cannot be reached at the moment",
});

/** Without an administrator nobody could make one, except at the terminal. */
export const LastAdmin = defineError(409, "last_admin", {
  message: "This is the last active administrator: make another one first",
});

/** The operation asks for an `Idempotency-Key`. */
export const IdempotencyKeyMissing = defineError(400, "idempotency_key_missing", {
  message: "This operation needs the header Idempotency-Key: a random name in double quotes",
});

/** Not a String of RFC 9651, or a longer one than is kept. */
export const IdempotencyKeyInvalid = defineError(400, "idempotency_key_invalid", {
  message: "Idempotency-Key must be 1 to 255 printable ASCII characters in double quotes",
});

/** The first request with this key is still under way. */
export const IdempotencyKeyInUse = defineError(409, "idempotency_key_in_use", {
  message: "A request with this Idempotency-Key is under way: try again later, with the same key",
});

/** The key came with another request before. */
export const IdempotencyKeyReused = defineError(422, "idempotency_key_reused", {
  message: "This Idempotency-Key was used for another request: take a new one",
});

/** A cursor that did not come from this list, in this order. */
export const CursorInvalid = defineError(400, "cursor_invalid", {
  message: "The cursor is none of this list in this order; it goes without an offset",
});
