/**
 * Sends the link to set a new password. The answer to who asked for it has left by then, the same for every e-mail and after the
 * same work: nothing has been looked up before it.
 */
import { job } from "tenon/jobs";
import { z } from "zod";
import { accountService } from "../services/account-service.ts";

export const passwordReset = job(
  "password-reset",
  {
    input: z.object({
      email: z.string(),
      origin: z.object({ address: z.string().nullable(), userAgent: z.string().nullable() }),
    }),
    depends: { accounts: accountService },
  },
  ({ input: { email, origin }, accounts }) => accounts.requestPasswordReset(email, origin),
);
