/** Rate limits: `import { rateLimit, rateLimited } from "tenon/rate-limit"`. On Node, Bun and Deno. */
export { RateLimited } from "./limiter.ts";
export {
  type Counted,
  type RateLimitedOptions,
  type RateLimitOptions,
  rateLimit,
  rateLimited,
} from "./rate-limit.ts";
export {
  memoryStore,
  type PostgresQueries,
  postgresStore,
  type RateLimitPolicy,
  type RateLimitStore,
  redisStore,
} from "./store.ts";
