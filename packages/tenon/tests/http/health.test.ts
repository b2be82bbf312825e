/** Health: alive, ready, started. What a draining server says is told in `tests/server/health.test.ts`. */
import { expect, test, vi } from "vitest";
import { createApp, dependency, healthCheck, healthRoutes, override } from "../../src/index.ts";
import { testClient } from "../../src/testing/index.ts";
import { type Logged, loggerInto } from "../server/serving.ts";

interface Asked {
  ping: (signal: AbortSignal) => unknown;
}

const pool = dependency({ scope: "app", name: "pool" }, (): Asked => ({ ping: () => true }));
const cache = dependency({ scope: "app", name: "cache" }, (): Asked => ({ ping: () => true }));

function appWith(options: Parameters<typeof healthRoutes>[0] = {}) {
  const checks = {
    database: healthCheck(pool, (it, signal) => it.ping(signal)),
    cache: healthCheck(cache, (it, signal) => it.ping(signal)),
  };
  const health = healthRoutes({ checks, cacheFor: 0, ...options });
  return createApp({ title: "Health", version: "1", routes: { health }, requireAccess: true });
}

test("alive, ready and started; in the document, and open to all", async () => {
  const app = appWith();
  await using client = await testClient(app);
  for (const path of ["/health/live", "/health/ready", "/health/started"]) {
    const answer = await client.get(path);
    expect([answer.status, answer.json()]).toEqual([200, { status: "ok" }]);
  }
  expect(app.openapi().paths?.["/health/ready"]?.get?.responses).toHaveProperty("503");
  const typed = await client.api.health.ready();
  expect(typed.ok && typed.data.status).toBe("ok");
});

test("not ready names what fails, by override too; alive all the same, and ready again by itself", async () => {
  const ping = vi.fn<Asked["ping"]>().mockRejectedValue(new Error("refused: secret host"));
  const logs: Logged[] = [];
  await using client = await testClient(appWith(), {
    overrides: [override(pool, () => ({ ping }))],
    logger: loggerInto(logs),
  });
  expect((await client.get("/health/live")).status).toBe(200);
  expect((await client.get("/health/started")).status).toBe(503);
  const ready = await client.api.health.ready();
  expect(ready).toMatchObject({ ok: false, status: 503, code: "not_ready", data: { failing: ["database"] } });
  const raw = await client.get("/health/ready");
  expect(raw.headers.get("retry-after")).toBe("5");
  expect(raw.text).not.toContain("secret host");

  ping.mockResolvedValue(true);
  expect((await client.get("/health/started")).status).toBe(200);
  expect((await client.get("/health/ready")).status).toBe(200);
  ping.mockRejectedValue(new Error("gone"));
  expect((await client.get("/health/ready")).status).toBe(503);
  // Having been ready once is for good: an orchestrator must not start over because a database is away.
  expect((await client.get("/health/started")).status).toBe(200);
  const told = logs.filter(({ message }) => /ready/i.test(message ?? "")).map(({ level }) => level);
  expect(told).toEqual(["warn", "info", "warn"]);
});

test("a check that does not end counts as failed after the time limit, and its signal is aborted", async () => {
  let aborted = false;
  const hangs = (signal: AbortSignal) => {
    signal.addEventListener("abort", () => {
      aborted = true;
    });
    return new Promise(() => {});
  };
  await using client = await testClient(appWith({ timeout: 30 }), {
    overrides: [override(cache, () => ({ ping: hangs }))],
  });
  expect((await client.get("/health/ready")).json()).toMatchObject({ data: { failing: ["cache"] } });
  expect(aborted).toBe(true);
});

test("an answer is good for a while, and whoever asks meanwhile waits for the same one", async () => {
  const ping = vi.fn<Asked["ping"]>(() => new Promise((resolve) => setTimeout(resolve, 20)));
  await using client = await testClient(appWith({ cacheFor: 60_000 }), {
    overrides: [override(pool, () => ({ ping }))],
  });
  await Promise.all(Array.from({ length: 20 }, () => client.get("/health/ready")));
  await client.get("/health/ready");
  expect(ping).toHaveBeenCalledTimes(1);
});
