/** The mail after a sign-up: a mail server that is slow or down is nothing that a caller has to wait for. */
import { job } from "tenon/jobs";
import { z } from "zod";
import { settings } from "../core/settings.ts";
import { dbSession } from "../db/session.ts";
import { mailer } from "../emails/mailer.ts";
import { welcome } from "../emails/welcome.ts";
import { userService } from "../services/user-service.ts";

export const welcomeMail = job(
  "welcome-mail",
  {
    input: z.object({ userId: z.uuid() }),
    depends: { users: userService, session: dbSession, mailer, settings },
    retry: { limit: 10 },
    timeout: 60,
  },
  async ({ input, users, session, mailer, settings }) => {
    const user = await users.find(input.userId);
    // Sending may take its time: not with a transaction open.
    await session.release();
    // The account may have been deleted meanwhile.
    if (user === undefined) return;
    await mailer.send(user.email, welcome({ username: user.username, publicUrl: settings.publicUrl }));
  },
);
