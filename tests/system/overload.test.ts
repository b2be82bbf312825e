/** More than a process can do, and a database that is stuck: what is answered is answered in time. */
import { Agent, get } from "node:http";
import pg from "pg";
import { expect, onTestFinished, test } from "vitest";
import { freePort } from "../../packages/tenon/tests/server/project.ts";
import { ownDatabase } from "./database.ts";
import { temporaryFolder } from "./temporary-folder.ts";
import { tenon } from "./tenon.ts";

/** What came of some seconds of load. */
interface Outcome {
  /** Good answers a second. */
  readonly goodput: number;
  /** Of the good answers, in milliseconds. */
  readonly p99: number;
  readonly refused: number;
  readonly retryAfter: ReadonlySet<string | undefined>;
}

const seconds = 4;

test("three times as much as it can do: it goes on doing what it can, in time, and says so to the others", {
  timeout: 120_000,
  retry: 2,
}, async () => {
  const shedding = await busyService("yes");
  const accepting = await busyService("no");
  const peak = await load(accepting, { clients: 4 });
  const rate = peak.goodput * 3;
  const overloaded = await load(shedding, { rate });
  expect(overloaded.refused).toBeGreaterThan(0);
  expect([...overloaded.retryAfter]).toEqual(["1"]);
  expect(overloaded.goodput / peak.goodput).toBeGreaterThanOrEqual(0.8);
  // Against a full server that nobody presses: one that is idle answers the faster the better the machine is.
  expect(overloaded.p99 / peak.p99).toBeLessThan(150);
  // Who accepts everything is late for everybody.
  const drowned = await load(accepting, { rate });
  expect(drowned.p99 / overloaded.p99).toBeGreaterThan(2);
  expect((await fetch(`${shedding}/health/live`)).status).toBe(200);
});

test("a pool that slow queries have emptied: other routes answer, and all of it passes", async () => {
  const database = await ownDatabase();
  const port = await freePort();
  const service = tenon(["serve", "packages/create-tenon/template/app/main.ts", "--port", `${port}`], {
    ENVIRONMENT: "development",
    DATABASE_URL: database.url,
    DATABASE_POOL_SIZE: "2",
    DATA_DIR: await temporaryFolder(),
    RATE_LIMIT: "off",
    REQUEST_TIMEOUT: "60",
  });
  await service.says(/Listening on/);
  const url = `http://127.0.0.1:${port}`;
  const status = async (path: string, init?: RequestInit): Promise<number> => {
    const answer = await fetch(`${url}${path}`, init);
    await answer.arrayBuffer();
    return answer.status;
  };
  const signUp = (username: string): Promise<number> =>
    status("/api/v1/auth/signup", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({
        username,
        email: `${username}@example.com`,
        password: "a long enough pass phrase",
      }),
    });
  const locker = new pg.Client({ connectionString: database.url });
  await locker.connect();
  onTestFinished(() => locker.end());
  await locker.query("begin; lock table users");
  let refused = 0;
  const stuck = ["ada", "grace", "edsger", "barbara", "alan"].map(async (username) => {
    const code = await signUp(username);
    if (code === 503) refused += 1;
    return code;
  });
  const waiting = "select count(*)::int as n from pg_stat_activity where wait_event_type = 'Lock'";
  await expect
    .poll(async () => (await database.query(waiting))[0]?.n, { timeout: 60_000, interval: 100 })
    // The engine of the jobs has connections of its own, and may come to the table too.
    .toBeGreaterThanOrEqual(2);
  const others = ["/health/live", "/openapi.json", "/.well-known/jwks.json", "/docs"];
  // Again and again for as long as the pool is empty.
  for (let round = 0; round < 10; round++)
    expect(await Promise.all(others.map((path) => status(path)))).toEqual([200, 200, 200, 200]);
  expect((await database.query(waiting))[0]?.n).toBeGreaterThanOrEqual(2);
  // Those that waited for a connection for too long are told to come back.
  await expect.poll(() => refused, { timeout: 60_000 }).toBe(stuck.length - 2);
  await locker.query("rollback");
  const ends = await Promise.all(stuck);
  expect(ends.filter((code) => code === 202)).toHaveLength(2);
  expect(ends.filter((code) => code === 503)).toHaveLength(3);
  expect(await signUp("margaret")).toBe(202);
}, 120_000);

async function busyService(shed: "yes" | "no"): Promise<string> {
  const port = await freePort();
  const args = ["serve", "tests/system/busy-service/main.ts", "--port", `${port}`];
  await tenon(args, { SHED_LOAD: shed, HOST: "127.0.0.1" }).says(/Listening on/);
  return `http://127.0.0.1:${port}`;
}

/** Some seconds of load: a number of clients that wait for their answers, or requests at a rate, whoever waits. */
async function load(
  url: string,
  how: { readonly clients: number } | { readonly rate: number },
): Promise<Outcome> {
  const agent = new Agent({ keepAlive: true });
  const took: number[] = [];
  const retryAfter = new Set<string | undefined>();
  let refused = 0;
  const one = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const began = performance.now();
      const sent = get(`${url}/work`, { agent }, (answer) => {
        answer.resume();
        answer.once("end", () => {
          if (answer.statusCode === 200) took.push(performance.now() - began);
          else {
            refused += 1;
            retryAfter.add(answer.headers["retry-after"]);
          }
          resolve();
        });
      });
      sent.once("error", reject);
    });
  const began = performance.now();
  const over = (): boolean => performance.now() - began >= seconds * 1000;
  if ("clients" in how) {
    const client = async (): Promise<void> => {
      while (!over()) await one();
    };
    await Promise.all(Array.from({ length: how.clients }, client));
  } else {
    const all: Promise<void>[] = [];
    while (!over()) {
      const due = ((performance.now() - began) / 1000) * how.rate;
      while (all.length < due) all.push(one());
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    await Promise.all(all);
  }
  const elapsed = (performance.now() - began) / 1000;
  agent.destroy();
  took.sort((a, b) => a - b);
  const p99 = took[Math.floor(took.length * 0.99)] ?? Number.NaN;
  return { goodput: took.length / elapsed, p99, refused, retryAfter };
}
