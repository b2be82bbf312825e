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
