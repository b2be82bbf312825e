/**
 * Sends the link to set a new password. The answer to who asked for it has left by then, the same for every e-mail and after the
 * same work: nothing has been looked up before it.
 */
import { job } from "tenon/jobs";
import { z } from "zod";
import { accountService } from "../services/account-service.ts";
import { once } from "../services/once.ts";

export const passwordReset = job(
  "password-reset",
  {
    input: z.object({
      email: z.string(),
      origin: z.object({ address: z.string().nullable(), userAgent: z.string().nullable() }),
    }),
    depends: { accounts: accountService, once },
  },
  async ({ input: { email, origin }, accounts, once }, { id }) => {
    // An attempt whose end was not written down is made again: no second mail then, and no second row in the audit trail.
    if (await once(`password-reset ${id}`)) await accounts.requestPasswordReset(email, origin);
  },
);
