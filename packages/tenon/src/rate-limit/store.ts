/** Where the counters of rate limits are kept: in this process, in PostgreSQL, or in Redis. */
import {
  type RateLimiterAbstract,
  RateLimiterMemory,
  RateLimiterPostgres,
  RateLimiterRedis,
} from "rate-limiter-flexible";

/** How much is allowed in which time. */
export interface RateLimitPolicy {
  /** Its name in the headers and in the store: letters, digits, `-` and `_`. */
  readonly name: string;
  /** Requests in one window. */
  readonly limit: number;
  /** Seconds; a window begins with its first request. */
  readonly window: number;
}

/** Keeps counters; made by `memoryStore`, `postgresStore` or `redisStore`. */
export interface RateLimitStore {
  /** The counters of one policy. */
  counters(policy: RateLimitPolicy): Pick<RateLimiterAbstract, "consume" | "reward">;
}

/**
 * Counters in this process: for tests, and for a service that is one process. As in the other stores, limits of one policy count
 * together, wherever they stand.
 */
export function memoryStore(): RateLimitStore {
  const kept = new Map<string, RateLimiterMemory>();
  return {
    counters(policy) {
      const { name, limit, window } = policy;
      const key = `${name} ${limit} ${window}`;
      const counters = kept.get(key) ?? new RateLimiterMemory(settingsOf(policy));
      kept.set(key, counters);
      return counters;
    },
  };
}

/** Runs one statement outside of any transaction. Its arguments are those of `pg`'s `query`. */
export interface PostgresQueries {
  query(statement: {
    readonly text: string;
    readonly values: unknown[];
  }): Promise<{ readonly rows: unknown[] }>;
}

/**
 * Counters in a table of PostgreSQL, right across any number of processes: one statement a request. The table is the
 * service's to make: `create table rate_limits (key varchar(255) primary key, points integer not null default 0, expire bigint)`.
 *
 * @param client what runs a statement: a pool of `pg`, or PGlite. Never the transaction of a request
 * @param options `table` (`rate_limits`)
 */
export function postgresStore(
  client: PostgresQueries,
  { table = "rate_limits" }: { readonly table?: string } = {},
): RateLimitStore {
  return {
    counters: (policy) =>
      new RateLimiterPostgres({
        ...settingsOf(policy),
        storeClient: client,
        storeType: "client",
        tableName: table,
        tableCreated: true,
      }),
  };
}

/**
 * Counters in Redis or Valkey, right across any number of processes.
 *
 * @param client of `ioredis`, connected; with `enableOfflineQueue: false`, so that a request does not wait for one that is down
 */
export function redisStore(client: object): RateLimitStore {
  return {
    counters: (policy) =>
      new RateLimiterRedis({ ...settingsOf(policy), storeClient: client, rejectIfRedisNotReady: true }),
  };
}

function settingsOf({ name, limit, window }: RateLimitPolicy) {
  return { keyPrefix: `limit:${name}`, points: limit, duration: window };
}
