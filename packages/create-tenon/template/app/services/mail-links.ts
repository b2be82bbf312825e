/** Links in mails: a secret that proves, once and for a while, that whoever shows it reads a mailbox. */
import { and, eq, gt, type SQL } from "drizzle-orm";
import { dependency } from "tenon";
import { MailLinkInvalid } from "../core/errors.ts";
import { hashOpaqueToken, newOpaqueToken } from "../core/opaque-token.ts";
import { dbSession, type Session } from "../db/session.ts";
import { type MailLinkRow, mailLinks as table } from "../models/mail-link.ts";

/** What a link is for. */
export type MailLinkPurpose = MailLinkRow["purpose"];

const lifetimeMilliseconds: Readonly<Record<MailLinkPurpose, number>> = {
  verify_email: 24 * 3_600_000,
  reset_password: 3_600_000,
};

/** Makes and takes links. */
export class MailLinks {
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
  }

  /** A new link's secret. An older one of the same account and purpose stops working. */
  async make(userId: string, purpose: MailLinkPurpose, email: string): Promise<string> {
    await this.drop(userId, purpose);
    const { token, hash } = newOpaqueToken();
    const expiresAt = new Date(Date.now() + lifetimeMilliseconds[purpose]);
    await this.#session.orm.insert(table).values({ hash, userId, purpose, email, expiresAt });
    return token;
  }

  /**
   * Takes a link: it works no second time, of two at once for one.
   *
   * @throws {MailLinkInvalid} when it is unknown, used, over, or for something else
   */
  async take(token: string, purpose: MailLinkPurpose): Promise<{ userId: string; email: string }> {
    const [row] = await this.#session.orm
      .delete(table)
      .where(isGood(token, purpose))
      .returning({ userId: table.userId, email: table.email });
    if (row === undefined) throw new MailLinkInvalid();
    return row;
  }

  /**
   * Looks whether a link would be taken now: before work that an invalid one is not worth.
   *
   * @returns the account's id
   * @throws {MailLinkInvalid}
   */
  async check(token: string, purpose: MailLinkPurpose): Promise<string> {
    const { orm } = this.#session;
    const [row] = await orm.select({ userId: table.userId }).from(table).where(isGood(token, purpose));
    if (row === undefined) throw new MailLinkInvalid();
    return row.userId;
  }

  /** Makes the links of an account for a purpose worthless. */
  async drop(userId: string, purpose: MailLinkPurpose): Promise<void> {
    await this.#session.orm.delete(table).where(and(eq(table.userId, userId), eq(table.purpose, purpose)));
  }
}

function isGood(token: string, purpose: MailLinkPurpose): SQL | undefined {
  const isThis = eq(table.hash, hashOpaqueToken(token));
  return and(isThis, eq(table.purpose, purpose), gt(table.expiresAt, new Date()));
}

/** The links, in the session of the request. */
export const mailLinks = dependency(
  { name: "mailLinks", depends: { session: dbSession } },
  ({ session }) => new MailLinks(session),
);
