/** Workers are killed, on a real server, as real processes: what was sent is neither lost nor done twice. */
import { randomBytes, randomInt } from "node:crypto";
import pg from "pg";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { silentLogger } from "../../../packages/tenon/src/index.ts";
import { DeadLetters, JobQueue } from "../../../packages/tenon/src/jobs/index.ts";
import { JobEngine } from "../../../packages/tenon/src/jobs/job-engine.ts";
import { type Process, startProcess } from "./process.ts";

const server = process.env.TEST_DATABASE_URL ?? "";
const name = `test_${randomBytes(8).toString("hex")}`;
const url = new URL(server);
url.pathname = `/${name}`;
process.env.DATABASE_URL = url.href;
const { pay, poison, sleep } = await import("./app.ts");

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

let db: pg.Pool;
let engine: JobEngine;
let queue: JobQueue;

async function asOperator(statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: server });
  await client.connect();
  await client.query(statement);
  await client.end();
}

const number = async (statement: string): Promise<number> => Number((await db.query(statement)).rows[0].n);
const settled = (what: () => Promise<void>) => vi.waitFor(what, { timeout: 120_000, interval: 200 });

beforeAll(async () => {
  await asOperator(`create database ${name}`);
  db = new pg.Pool({ connectionString: url.href, max: 2 });
  await db.query("create table runs (job int not null); create table done (key text primary key)");
  await db.query("create table balance (total int not null); insert into balance values (0)");
  engine = await JobEngine.open({ connectionString: url.href }, { heartbeat: 10 }, silentLogger);
  await engine.register([pay, poison, sleep]);
  queue = new JobQueue(engine);
});

afterAll(async () => {
  await engine.close();
  await db.end();
  await asOperator(`drop database ${name} with (force)`);
});

beforeEach(async () => {
  await db.query("truncate runs, done; update balance set total = 0");
});

const worker = (): Process => startProcess(["worker", "app.ts"], url.href);

test("1,000 jobs, workers killed at 50 random points: none is lost, none is done twice", async () => {
  const points = new Set<number>();
  while (points.size < 50) points.add(randomInt(1, 980));
  const workers = [worker(), worker(), worker()];
  for (const one of workers) await one.says("Working");
  await queue.sendMany(
    pay,
    Array.from({ length: 1000 }, (_, index) => index),
  );
  for (const point of [...points].sort((one, other) => one - other)) {
    while ((await number("select count(distinct job) as n from runs")) < point) await pause(5);
    const place = randomInt(workers.length);
    const victim = workers[place] as Process;
    // One that is still starting would be no loss.
    await victim.says("Working");
    victim.signal("SIGKILL");
    expect(await victim.ended).toBe("SIGKILL");
    workers[place] = worker();
  }
  await settled(async () =>
    expect(
      await number("select count(*) as n from pgboss.job where name = 'pay' and state <> 'completed'"),
    ).toBe(0),
  );
  for (const one of workers) await one.says("Working");
  for (const one of workers) one.signal("SIGTERM");
  for (const one of workers) expect(await one.ended).toBe(0);
  expect(await number("select count(distinct job) as n from runs")).toBe(1000);
  // Each kill interrupts one run at the most.
  expect(await number("select count(*) as n from runs")).toBeLessThanOrEqual(1050);
  expect(await number("select total as n from balance")).toBe(1000);
  expect(await number("select count(*) as n from done")).toBe(1000);
}, 900_000);

test("A transaction that is rolled back leaves no job; a crash right after the commit loses none", {
  timeout: 90_000,
}, async () => {
  const service = startProcess(["serve", "app.ts", "--port", "0", "--host", "127.0.0.1"], url.href);
  await service.says("Listening on");
  const address = /"url":"([^"]+)"/.exec(service.out)?.[1];
  const waiting = () =>
    number("select count(*) as n from pgboss.job where name = 'pay' and state <> 'completed'");
  expect((await fetch(`${address}/rolled-back`, { method: "POST" })).status).toBe(500);
  expect(await waiting()).toBe(0);
  await expect(fetch(`${address}/crash`, { method: "POST" })).rejects.toThrow("fetch failed");
  expect(await service.ended).toBe("SIGKILL");
  expect(await waiting()).toBe(1);
  const running = worker();
  await settled(async () => expect(await number("select count(*) as n from runs where job = 2")).toBe(1));
  running.signal("SIGTERM");
  expect(await running.ended).toBe(0);
});

test("Poison ends in the dead letters, and holds up nobody", { timeout: 90_000 }, async () => {
  await queue.sendMany(poison, [1, 2, 3]);
  await queue.sendMany(pay, [5001, 5002, 5003]);
  // As an older version might have sent it.
  await engine.boss.send("poison", { input: "no number" });
  const running = worker();
  const letters = new DeadLetters(engine);
  await settled(async () => {
    expect(await number("select count(*) as n from runs")).toBe(3);
    expect(await letters.list()).toHaveLength(4);
  });
  running.signal("SIGTERM");
  expect(await running.ended).toBe(0);
  const found = await letters.list();
  expect(found.map(({ reason, attempts }) => [reason.split(":")[0], attempts]).sort()).toEqual([
    ["JobInputError", 1],
    ["Poison", 3],
    ["Poison", 3],
    ["Poison", 3],
  ]);
});

test("A worker of some queues leaves the others to others, and one of a queue that there is not ends", {
  timeout: 90_000,
}, async () => {
  const nobody = startProcess(["worker", "app.ts", "--queues", "pay,nobody"], url.href);
  await queue.sendMany(pay, [7001, 7002]);
  await queue.send(sleep, { seconds: 0 });
  const some = startProcess(["worker", "app.ts", "--queues", "pay,poison"], url.href);
  const left = "select count(*) as n from pgboss.job where state <> 'completed' and name";
  await settled(async () => expect(await number(`${left} = 'pay'`)).toBe(0));
  some.signal("SIGTERM");
  expect(await some.ended).toBe(0);
  expect(await number(`${left} = 'sleep'`)).toBe(1);
  const other = startProcess(["worker", "app.ts", "--queues", "sleep"], url.href);
  await settled(async () => expect(await number(`${left} = 'sleep'`)).toBe(0));
  other.signal("SIGTERM");
  expect(await other.ended).toBe(0);
  expect(await nobody.ended).toBe(1);
  expect(nobody.out).toContain('No job is called "nobody"; there are: pay, poison, sleep.');
});

test("SIGTERM finishes what runs, and hands back what takes too long", { timeout: 90_000 }, async () => {
  await db.query("delete from pgboss.job where name = 'sleep'");
  await db.query("delete from runs where job = -1");
  const first = worker();
  await first.says("Working");
  await queue.send(sleep, { seconds: 1 });
  await queue.send(sleep, { seconds: 60 });
  await settled(async () => expect(await number("select count(*) as n from runs where job = -1")).toBe(2));
  first.signal("SIGTERM");
  expect(await first.ended).toBe(0);
  const states = await db.query(
    "select state::text from pgboss.job where name = 'sleep' order by state::text",
  );
  expect(states.rows.map(({ state }) => state)).toEqual(["completed", "retry"]);
});
