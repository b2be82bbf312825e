/** How often somebody may call: by address, by account, and how often signing in may fail. */
import { clientAddress, dependency, logger } from "tenon";
import { postgresStore, type RateLimitStore, rateLimited, redisStore } from "tenon/rate-limit";
import { database } from "../db/base.ts";
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
    });
    redis.on("error", (err: Error) => logger.warn({ err }, "Redis does not answer"));
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

/** Attempts at signing in, signing up and links that fail: who succeeds is not counted. */
export const failedAttempts = rateLimited({
  name: "attempts",
  limit: 20,
  window: 900,
  count: "failures",
  by: clientAddress,
  store,
});
