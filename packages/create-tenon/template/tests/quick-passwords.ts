import { PasswordHasher } from "../app/core/passwords.ts";

/** A hasher at the least cost there is: tests of other things should not wait for it. */
export const quickPasswords = new PasswordHasher({ memory: 8, passes: 1, parallelism: 1 });
