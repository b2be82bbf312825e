/**
 * `npm run test:postgres`: what needs a real PostgreSQL, on one. It takes TEST_DATABASE_URL, else the server of this machine
 * on 127.0.0.1:5432, else starts one; a Redis likewise, by TEST_REDIS_URL or on 127.0.0.1:6379. Every test file makes a database of its own there and drops it; no other is touched.
 * Arguments go on to Vitest.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { type PostgresServer, postgresServer } from "./postgres-server.ts";
import { type RedisServer, redisServer } from "./redis-server.ts";

const root = join(import.meta.dirname, "..");

try {
  const server = await postgresServer(process.env.TEST_DATABASE_URL || undefined);
  try {
    const redis = await redisServer(process.env.TEST_REDIS_URL || undefined);
    console.log(`PostgreSQL: ${server.origin}; Redis: ${redis.origin}`);
    process.exitCode = await runTests(server, redis).finally(redis.stop);
  } finally {
    await server.stop();
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

async function runTests(server: PostgresServer, redis: RedisServer): Promise<number> {
  const vitest = join(root, "node_modules/vitest/vitest.mjs");
  const child = spawn(process.execPath, [vitest, "run", "--project=postgres", ...process.argv.slice(2)], {
    cwd: root,
    stdio: "inherit",
    env: { ...process.env, TEST_DATABASE_URL: server.url, TEST_REDIS_URL: redis.url },
  });
  // Vitest gets the same signal from the terminal; this process outlives it to end the servers.
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => child.kill(signal));
  const [code] = await once(child, "exit");
  return typeof code === "number" ? code : 1;
}
