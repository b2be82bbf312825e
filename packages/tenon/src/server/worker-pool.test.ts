import { expect, test, vi } from "vitest";
import { type Logger, silentLogger } from "../http/logger.ts";
import type { RespawnRules } from "./respawn.ts";
import { type PoolEvents, WorkerPool } from "./worker-pool.ts";

/** A process that does what the test says. */
interface Fake {
  readonly events: PoolEvents;
  readonly told: string[];
  killed: boolean;
}

const rules: RespawnRules = { firstDelay: 1, longestDelay: 4, healthyAfter: 60_000, crashes: 4 };

function poolOf(size: number, options: { rules?: RespawnRules; startDeadline?: number } = {}) {
  const forks: Fake[] = [];
  const listening = vi.fn();
  const errors: string[] = [];
  const logger: Logger = {
    ...silentLogger,
    error: (_: object, message?: string) => errors.push(message ?? ""),
  };
  const pool = new WorkerPool({
    size,
    logger,
    listening,
    startDeadline: 60_000,
    stopDeadline: 60_000,
    rules,
    ...options,
    fork(events) {
      const fake: Fake = { events, told: [], killed: false };
      forks.push(fake);
      return {
        pid: forks.length,
        tell: ({ quiet }) => fake.told.push(quiet ? "stop quietly" : "stop"),
        kill: () => {
          fake.killed = true;
          events.exited(null, "SIGKILL");
        },
      };
    },
  });
  const at = async (index: number): Promise<Fake> => {
    await vi.waitFor(() => expect(forks.length).toBeGreaterThan(index), { interval: 1, timeout: 20_000 });
    return forks[index] as Fake;
  };
  const ready = async (index: number): Promise<Fake> => {
    const fake = await at(index);
    fake.events.ready("http://127.0.0.1:1");
    return fake;
  };
  return { pool, forks, listening, errors, at, ready };
}

test("one worker first, then the others; it listens when all of them do; all stop together", async () => {
  const { pool, forks, listening, ready } = poolOf(3);
  const code = pool.run();
  expect(forks).toHaveLength(1);
  await ready(0);
  await ready(1);
  expect(listening).not.toHaveBeenCalled();
  await ready(2);
  await vi.waitFor(() => expect(listening).toHaveBeenCalledWith("http://127.0.0.1:1"));
  const stopped = pool.stop();
  expect(forks.map(({ told }) => told)).toEqual([["stop"], ["stop"], ["stop"]]);
  for (const { events } of forks) events.exited(0, null);
  await stopped;
  expect(await code).toBe(0);
  expect(forks).toHaveLength(3);
});

test("a first worker that does not start ends it: what it said is said once", async () => {
  const { pool, forks, at } = poolOf(4);
  const code = pool.run();
  (await at(0)).events.exited(2, null);
  expect(await code).toBe(1);
  expect(forks).toHaveLength(1);
});

test("a first worker that takes too long is killed", async () => {
  const { pool, at } = poolOf(2, { startDeadline: 1 });
  const code = pool.run();
  expect(await code).toBe(1);
  expect((await at(0)).killed).toBe(true);
});

test("who dies is replaced; who leaves by itself is replaced while it still answers", async () => {
  const { pool, forks, ready } = poolOf(2);
  void pool.run();
  const first = await ready(0);
  const second = await ready(1);
  first.events.exited(null, "SIGKILL");
  await ready(2);
  second.events.leaving();
  await ready(3);
  second.events.exited(1, null);
  expect(forks).toHaveLength(4);
  expect(pool.replaced).toBe(2);
});

test("a crash loop ends it with 1 and a sentence", async () => {
  const { pool, forks, at, ready, errors } = poolOf(1);
  const code = pool.run();
  for (let nth = 0; nth < rules.crashes; nth += 1) (await ready(nth)).events.exited(7, null);
  expect(await code).toBe(1);
  expect(forks).toHaveLength(rules.crashes);
  expect(errors.at(-1)).toMatch(/^Giving up: 4 workers in a row ended shortly after their start/);
  expect((await at(0)).killed).toBe(false);
});

test("short lives are no crash loop as long as another worker is healthy, nor long ones", async () => {
  const healthy = poolOf(2, { rules: { ...rules, healthyAfter: 0 } });
  void healthy.pool.run();
  await healthy.ready(0);
  for (let nth = 1; nth < 8; nth += 1) (await healthy.ready(nth)).events.exited(7, null);
  await healthy.at(8);
  expect(healthy.errors.join()).not.toContain("Giving up");
});

test("a reload replaces each worker when its successor is ready, quietly", async () => {
  const { pool, forks, ready, at } = poolOf(2);
  void pool.run();
  const [first, second] = [await ready(0), await ready(1)];
  const reloaded = pool.reload();
  await at(2);
  expect(first.told).toEqual([]);
  await ready(2);
  await at(3);
  expect([first.told, second.told]).toEqual([["stop quietly"], []]);
  await ready(3);
  await reloaded;
  expect(second.told).toEqual(["stop quietly"]);
  first.events.exited(0, null);
  second.events.exited(0, null);
  expect(forks).toHaveLength(4);
  expect(pool.replaced).toBe(0);
});

test("a successor that does not start ends the reload, and the old ones go on", async () => {
  const { pool, forks, ready, at, errors } = poolOf(2);
  void pool.run();
  const old = [await ready(0), await ready(1)];
  const reloaded = pool.reload();
  (await at(2)).events.exited(1, null);
  await reloaded;
  expect(errors.at(-1)).toMatch(/^Not reloaded/);
  expect(old.map(({ told }) => told)).toEqual([[], []]);
  expect(forks).toHaveLength(3);
});

test("a reload asked for during a reload comes after it, once", async () => {
  const { pool, forks, ready } = poolOf(1);
  void pool.run();
  await ready(0);
  void pool.reload();
  void pool.reload();
  void pool.reload();
  const second = await ready(1);
  await ready(2);
  await vi.waitFor(() => expect(second.told).toEqual(["stop quietly"]), { timeout: 20_000 });
  expect(forks).toHaveLength(3);
});
