/** The one way to send a mail: say its kind, to whom, and what is in it. Nobody waits for it, and nobody fails with it. */
import { dependency } from "tenon";
import type { LetterData, LetterKind } from "../emails/letters.ts";
import type { User } from "../services/user.ts";
import { jobQueue } from "./queue.ts";
import { sendMail } from "./send-mail.ts";

/** What the caller says of a letter: the name of the account and the secret of a link are added. */
export type MailData<Kind extends LetterKind> = Omit<LetterData[Kind], "username" | "token">;

/** Sends mails. */
export interface Mails {
  /**
   * Sends a mail about an account: as a job, which commits or vanishes with the session of the request.
   *
   * @param to the address, which need not be the account's own yet
   */
  send<Kind extends LetterKind>(kind: Kind, user: User, to: string, data: MailData<Kind>): Promise<void>;
}

/** The mails of this request. */
export const mails = dependency(
  { name: "mails", depends: { jobs: jobQueue } },
  ({ jobs }): Mails => ({
    async send(kind, { id, username }, to, data) {
      await jobs.send(sendMail, { kind, to, userId: id, data: { username, ...data } });
    },
  }),
);
