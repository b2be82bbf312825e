/**
 * Signing in by an outside provider's word. The account is the one that the identity (issuer and subject) was linked to. The
 * first time it is linked to the account whose e-mail is the same, if *both* sides have verified it: an e-mail that only was
 * typed, here or there, opens nothing. Else an account is made.
 */
import { randomBytes } from "node:crypto";
import { and, eq } from "drizzle-orm";
import { dependency } from "tenon";
import {
  AccountDisabled,
  EmailNotVouched,
  EmailTaken,
  SignInNotFinished,
  UsernameTaken,
} from "../core/errors.ts";
import type { ExternalIdentity } from "../core/openid-client.ts";
import { type Origin, origin } from "../core/origin.ts";
import { violatedUniqueness } from "../db/query-error.ts";
import { dbSession, type Session } from "../db/session.ts";
import { type Mails, mails } from "../jobs/mails.ts";
import { externalIdentities, identityIsUnique } from "../models/external-identity.ts";
import { Username } from "../schemas/user.ts";
import { type AuditTrail, auditTrail } from "./audit-trail.ts";
import { type Grant, type SignInService, signInService } from "./sign-in-service.ts";
import type { User } from "./user.ts";
import { type UserService, userService } from "./user-service.ts";

/** What it is made of. */
export interface OpenIdSignInParts {
  readonly session: Session;
  readonly users: UserService;
  readonly signIn: SignInService;
  readonly audit: AuditTrail;
  readonly mails: Mails;
  readonly origin: Origin;
}

/** Finds, links or makes the account of an identity, and signs it in. */
export class OpenIdSignIn {
  readonly #parts: OpenIdSignInParts;

  constructor(parts: OpenIdSignInParts) {
    this.#parts = parts;
  }

  /**
   * Signs in.
   *
   * @throws {EmailNotVouched} the first time, without an e-mail that the provider has verified
   * @throws {AccountDisabled}
   * @throws {SignInNotFinished} when the same identity, or the same e-mail, came twice at once
   */
  async signIn(identity: ExternalIdentity): Promise<Grant> {
    const user = (await this.#linked(identity)) ?? (await this.#link(identity).catch(asNotFinished));
    await this.#checkActive(user);
    return this.#parts.signIn.open(user, [], { issuer: identity.issuer });
  }

  async #linked({ issuer, subject }: ExternalIdentity): Promise<User | undefined> {
    const { session, users } = this.#parts;
    const [row] = await session.orm
      .select({ userId: externalIdentities.userId })
      .from(externalIdentities)
      .where(and(eq(externalIdentities.issuer, issuer), eq(externalIdentities.subject, subject)));
    return row && users.get(row.userId);
  }

  async #link(identity: ExternalIdentity): Promise<User> {
    const { session, users, audit, mails, origin } = this.#parts;
    const { issuer, subject, verifiedEmail: email } = identity;
    if (email === undefined) throw new EmailNotVouched();
    const owner = await users.findByVerifiedEmail(email);
    if (owner !== undefined) await this.#checkActive(owner);
    const user =
      owner ?? (await users.createWithoutPassword({ username: await this.#freeName(identity), email }));
    await session.orm.insert(externalIdentities).values({ issuer, subject, userId: user.id });
    const about = { userId: user.id, details: { issuer } };
    await audit.record(owner === undefined ? "signed_up" : "identity_linked", origin, about);
    if (owner !== undefined) await mails.send("identityLinked", owner, owner.email, { issuer });
    return user;
  }

  /** The name that the person has there, if it can be one here and nobody has it; else one that says nothing. */
  async #freeName({ preferredUsername }: ExternalIdentity): Promise<string> {
    const wished = Username.safeParse(preferredUsername);
    const isFree = wished.success && !(await this.#parts.users.isTaken(wished.data));
    return isFree ? wished.data : `user-${randomBytes(6).toString("hex")}`;
  }

  async #checkActive({ id, isActive }: User): Promise<void> {
    if (isActive) return;
    const { audit, session, origin } = this.#parts;
    await audit.record("sign_in_failed", origin, { userId: id });
    // Kept, although the answer is an error.
    await session.release();
    throw new AccountDisabled();
  }
}

/** Signing in by the outside provider, in the session of the request. */
export const openIdSignIn = dependency(
  {
    name: "openIdSignIn",
    depends: {
      session: dbSession,
      users: userService,
      signIn: signInService,
      audit: auditTrail,
      mails,
      origin,
    },
  },
  (parts) => new OpenIdSignIn(parts),
);

/** The constraints are the truth; what lost against another request at once works when it is tried again. */
function asNotFinished(error: unknown): never {
  const lostRace =
    error instanceof UsernameTaken ||
    error instanceof EmailTaken ||
    violatedUniqueness(error) === identityIsUnique;
  throw lostRace ? new SignInNotFinished(undefined, { cause: error }) : error;
}
