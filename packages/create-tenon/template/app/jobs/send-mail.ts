/**
 * The job that sends one mail: a mail server that is slow or down is nothing that a caller has to wait for. The secret of a
 * link is made here, when the mail is written: nobody who reads the queue can follow it.
 */
import { job } from "tenon/jobs";
import { z } from "zod";
import { settings } from "../core/settings.ts";
import { dbSession } from "../db/session.ts";
import { type LetterKind, letterKinds, writeLetter } from "../emails/letters.ts";
import { mailer } from "../emails/mailer.ts";
import { type MailLinkPurpose, mailLinks } from "../services/mail-links.ts";
import { userService } from "../services/user-service.ts";

/** The kinds of mail that carry a link, and what it is for. */
const linkPurposes: { readonly [kind in LetterKind]?: MailLinkPurpose } = {
  verifyEmail: "verify_email",
  confirmNewEmail: "verify_email",
  resetPassword: "reset_password",
};

export const sendMail = job(
  "send-mail",
  {
    input: z.object({
      kind: z.enum(letterKinds),
      to: z.string(),
      userId: z.uuid(),
      data: z.record(z.string(), z.string()),
    }),
    depends: { users: userService, links: mailLinks, session: dbSession, mailer, settings },
    retry: { limit: 10 },
    timeout: 60,
  },
  async ({ input: { kind, to, userId, data }, users, links, session, mailer, settings }) => {
    const purpose = linkPurposes[kind];
    // The account may have been deleted meanwhile.
    if (purpose !== undefined && (await users.find(userId)) === undefined) return;
    const token = purpose === undefined ? "" : await links.make(userId, purpose, to);
    // Sending may take its time: not with a transaction open.
    await session.release();
    await mailer.send(to, writeLetter(kind, { ...data, token }, settings.publicUrl));
  },
);
