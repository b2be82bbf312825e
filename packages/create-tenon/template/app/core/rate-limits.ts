/** How often somebody may call: by address, by account; how often signing in may fail; how many mails an address may get. */
import { clientAddress, dependency, logger, type Need } from "tenon";
import { postgresStore, type RateLimitStore, rateLimited, redisStore } from "tenon/rate-limit";
import type { z } from "zod";
import { database } from "../db/base.ts";
import { PasswordResetRequest, SignInForm, TokenRequest } from "../schemas/auth.ts";
import { currentUser } from "./security.ts";
import { settings } from "./settings.ts";

/**
 * Where the limits count: the database, or Redis by REDIS_URL; right for any number of processes either way. Undefined where
 * RATE_LIMIT is off. While it is down each process counts by itself.
 */
export const rateLimitStore = dependency(
  { scope: "app", name: "rateLimitStore", depends: { settings, database, logger } },
  async function* ({ settings, database, logger }): AsyncGenerator<RateLimitStore | undefined> {
    if (!settings.rateLimit) return yield undefined;
    if (settings.redisUrl === undefined) return yield postgresStore(database);
    const { Redis } = await import("ioredis");
    // A request does not wait for a Redis that is down: it is counted in this process.
    const redis = new Redis(settings.redisUrl.reveal(), {
      enableOfflineQueue: false,
      maxRetriesPerRequest: 0,
      connectTimeout: 2000,
    });
    redis.on("error", (err: Error) => logger.warn({ err }, "Redis does not answer"));
    // The first requests are to be counted there as well; one that is down stops no start.
    await new Promise<void>((settled) => {
      redis.once("ready", settled);
      redis.once("error", () => settled());
    });
    try {
      yield redisStore(redis);
    } finally {
      redis.disconnect();
    }
  },
);

const store = rateLimitStore;

/** Whoever it is, from one address. */
export const perAddress = rateLimited({ name: "address", limit: 300, window: 60, by: clientAddress, store });

const accountId = dependency(
  { name: "accountId", depends: { currentUser } },
  ({ currentUser }) => currentUser.id,
);

/** One signed-in user, from wherever. */
export const perAccount = rateLimited({ name: "account", limit: 600, window: 60, by: accountId, store });

/** Passwords that somebody who is signed in confirms a change with, and that are wrong: a stolen token must not be a way to guess. */
export const failedConfirmations = rateLimited({
  name: "password",
  limit: 10,
  window: 900,
  count: "failures",
  by: accountId,
  store,
});

/**
 * Passwords tried on one username or e-mail, from wherever, that fail: whoever has many addresses guesses no faster. Names that nobody
 * has count just so, so it does not tell which there are. NIST SP 800-63B-4, 3.2.2, allows a hundred failures in a row.
 */
const failedFor = (by: Need<string | undefined>) =>
  rateLimited({ name: "sign-in", limit: 30, window: 900, count: "failures", by, store });

/** At the token endpoint. */
export const failedSignIns = failedFor(
  dependency(
    {
      name: "loginName",
      form: { grant_type: TokenRequest.grant_type, username: TokenRequest.username },
    },
    ({ form }) => (form.grant_type === "password" ? form.username?.toLowerCase() : undefined),
  ),
);

/** On the pages of administration: counted together with those. */
export const failedPageSignIns = failedFor(
  dependency({ name: "loginName", form: { username: SignInForm.username } }, ({ form }) =>
    form.username.toLowerCase(),
  ),
);

/** Mails that anybody can have sent to an e-mail, known or not: nobody's mailbox is flooded from here. */
const mails = (by: Need<string>) => rateLimited({ name: "mails", limit: 10, window: 3600, by, store });

/** The same for a body that has the e-mail. */
export function mailsTo<const Body extends z.ZodType<{ readonly email: string }>>(body: Body) {
  return mails(dependency({ name: "mailAddress", body }, ({ body }) => body.email.toLowerCase()));
}

/** The same for a form that has it. */
export const mailsToFormEmail = mails(
  dependency({ name: "mailAddress", form: { email: PasswordResetRequest.shape.email } }, ({ form }) =>
    form.email.toLowerCase(),
  ),
);

/** Attempts at signing in, signing up and links that fail: who succeeds is not counted. */
export const failedAttempts = rateLimited({
  name: "attempts",
  limit: 20,
  window: 900,
  count: "failures",
  by: clientAddress,
  store,
});
