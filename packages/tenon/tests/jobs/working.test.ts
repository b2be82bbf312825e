import { expect, test, vi } from "vitest";
import { z } from "zod";
import { get, post, type RunningApp, type StartOptions } from "../../src/index.ts";
import { DeadLetters, type Job, type JobsOptions, job, queueStats } from "../../src/jobs/index.ts";
import { serve } from "../../src/server/index.ts";
import { appWith, clientWith, engine, jobQueue, session, sql, useDatabase } from "./job-app.ts";

useDatabase();

/** An app that works while it runs. */
async function working(
  record: Record<string, Job>,
  options: Partial<JobsOptions> = {},
  work: StartOptions["work"] = "default",
): Promise<RunningApp & AsyncDisposable> {
  const running = await appWith(record, {}, options).start({ work });
  return Object.assign(running, { [Symbol.asyncDispose]: () => running.stop() });
}

function sendMany<Input>(running: RunningApp, one: Job<Input>, inputs: readonly Input[]): Promise<string[]> {
  return running.run({ depends: { jobQueue } }, (own) => own.jobQueue.sendMany(one, inputs));
}

const eventually = <T>(look: () => T | Promise<T>) => vi.waitFor(look, { timeout: 10_000, interval: 20 });

test("On an embedded database the app runs its jobs itself, as they come", async () => {
  const ran: number[] = [];
  const soon = job("soon", { input: z.int() }, ({ input }) => void ran.push(input));
  await using running = await working({ soon });
  await sendMany(running, soon, [1]);
  await eventually(() => expect(ran).toEqual([1]));
  // A backlog is worked off without a pause between two jobs.
  const began = performance.now();
  await sendMany(
    running,
    soon,
    Array.from({ length: 60 }, (_, i) => i + 2),
  );
  await eventually(() => expect(ran).toHaveLength(61));
  expect(performance.now() - began).toBeLessThan(10_000);
});

test("Requests are answered beside a busy queue on the one connection of an embedded database", async () => {
  let ran = 0;
  const busy = job("busy", { input: z.int(), depends: { session } }, async ({ session: own }) => {
    await own.query("select 1");
    ran++;
  });
  const count = get("/count", { depends: { session } }, async ({ session: own }) => {
    const [row] = await own.query<{ n: number }>("select 1 as n");
    return row;
  });
  const server = await serve(appWith({ busy }, { count }), { port: 0, host: "127.0.0.1" });
  const jobs = 400;
  await sendMany(
    server.app,
    busy,
    Array.from({ length: jobs }, (_, i) => i),
  );
  let answered = 0;
  while (ran < jobs) {
    const answer = await fetch(new URL("/count", server.url));
    expect(await answer.json()).toEqual({ n: 1 });
    answered++;
  }
  // Each waited for a few jobs, not for the queue; and the jobs went on beside them.
  expect(jobs / answered).toBeLessThan(jobs / 10);
  await server.close();
});

test("A process that is told not to work leaves jobs to others", async () => {
  const ran: string[] = [];
  const elsewhere = job("elsewhere", {}, () => void ran.push("ran"));
  await using running = await working({ elsewhere }, { inProcess: false });
  await sendMany(running, elsewhere, [undefined]);
  {
    await using worker = await working({ elsewhere }, { inProcess: false }, {});
    await eventually(() => expect(ran).toEqual(["ran"]));
    expect(worker).toBeDefined();
  }
});

test("A worker works on the queues it was given, and refuses names that no job has", async () => {
  const ran: string[] = [];
  const mine = job("mine", {}, () => void ran.push("mine"));
  const theirs = job("theirs", {}, () => void ran.push("theirs"));
  const record = { mine, theirs };
  await using running = await working(record, { inProcess: false }, { queues: ["mine"] });
  await sendMany(running, theirs, [undefined]);
  await sendMany(running, mine, [undefined]);
  await eventually(() => expect(ran).toEqual(["mine"]));
  await expect(working(record, {}, { queues: ["yours"] })).rejects.toThrow(
    'No job is called "yours"; there are: mine, theirs.',
  );
});

test("No more of a job run at once than its concurrency says; a slow one does not hold up the others", async () => {
  let now = 0;
  let most = 0;
  const gate = Promise.withResolvers<void>();
  const done: number[] = [];
  const slow = job("slow", { input: z.int(), concurrency: 2 }, async ({ input }) => {
    now++;
    most = Math.max(most, now);
    if (input === 0) await gate.promise;
    else await new Promise((resolve) => setTimeout(resolve, 5));
    now--;
    done.push(input);
  });
  await using running = await working({ slow });
  await sendMany(running, slow, [0]);
  await eventually(() => expect(now).toBe(1));
  await sendMany(running, slow, [1, 2, 3, 4, 5]);
  await eventually(() => expect(done).toHaveLength(5));
  gate.resolve();
  await eventually(() => expect(done).toHaveLength(6));
  expect(most).toBe(2);
});

test("A singleton that waits runs one at a time, whatever the concurrency", async () => {
  let now = 0;
  let most = 0;
  let done = 0;
  const alone = job("alone", { input: z.int(), singleton: "wait", concurrency: 4 }, async () => {
    most = Math.max(most, ++now);
    await new Promise((resolve) => setTimeout(resolve, 20));
    now--;
    done++;
  });
  await using running = await working({ alone });
  await sendMany(running, alone, [1, 2, 3, 4]);
  await eventually(() => expect(done).toBe(4));
  expect(most).toBe(1);
});

test("An attempt that takes too long is told to stop, and counts as failed", async () => {
  const reasons: unknown[] = [];
  const long = job("long", { timeout: 1, retry: { limit: 0 } }, async (_, { signal }) => {
    await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
    reasons.push(signal.aborted);
  });
  await using running = await working({ long });
  await sendMany(running, long, [undefined]);
  await eventually(() => expect(reasons).toEqual([true]));
  const letters = new DeadLetters(await running.get(engine));
  await eventually(async () => {
    const letter = (await letters.list()).find((one) => one.job === "long");
    expect(letter).toMatchObject({ attempts: 1, reason: "handler execution exceeded 1s" });
  });
});

test("A job whose code is gone goes to the dead letters at once, and says so", async () => {
  const old = job("abolished", { retry: { limit: 9 } }, () => undefined);
  {
    await using running = await working({ old }, { inProcess: false });
    await sendMany(running, old, [undefined]);
  }
  await using running = await working({});
  const letters = new DeadLetters(await running.get(engine));
  await eventually(async () => {
    const letter = (await letters.list()).find((one) => one.job === "abolished");
    expect(letter?.reason).toContain("This version of the app has no job abolished");
  });
});

test("A declared schedule sends by the clock, in its time zone; one that is gone from the code is gone", async () => {
  const nightly = job(
    "nightly",
    { input: z.string(), schedule: { cron: "30 3 * * *", timezone: "Europe/Vienna", input: "all" } },
    () => undefined,
  );
  const schedules = () =>
    sql("select cron, timezone, data from pgboss.schedule where name in ('nightly', 'report') order by name");
  {
    await using running = await working({ nightly });
    expect(await schedules()).toEqual([
      { cron: "30 3 * * *", timezone: "Europe/Vienna", data: { input: "all" } },
    ]);
    expect(running).toBeDefined();
  }
  await using running = await working({ nightly: job("nightly", { input: z.string() }, () => undefined) });
  expect(await schedules()).toEqual([]);
  expect(running).toBeDefined();
});

test("A schedule made at run time stays until it is taken away", async () => {
  const report = job("report", { input: z.object({ of: z.string() }) }, () => undefined);
  const routes = {
    begin: post("/begin", { depends: { jobQueue } }, (own) =>
      own.jobQueue.schedule(report, { cron: "0 8 * * 1", input: { of: "sales" }, key: "sales" }),
    ),
    end: post("/end", { depends: { jobQueue } }, (own) => own.jobQueue.unschedule(report, "sales")),
  };
  const schedules = () => sql("select key, data from pgboss.schedule where name = 'report'");
  {
    await using client = await clientWith({ report }, routes);
    await client.post("/begin");
  }
  {
    await using running = await working({ report });
    expect(await schedules()).toEqual([{ key: "sales", data: { input: { of: "sales" } } }]);
    expect(running).toBeDefined();
  }
  await using client = await clientWith({ report }, routes);
  await client.post("/end");
  expect(await schedules()).toEqual([]);
});

test("What runs is finished when the app stops; what takes too long is told so and handed back", async () => {
  const finished: string[] = [];
  const gate = Promise.withResolvers<void>();
  const short = job("short", {}, async () => {
    await gate.promise;
    finished.push("short");
  });
  const endless = job("endless", { retry: { delay: 1 } }, async (_, { signal }) => {
    await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
    finished.push("endless was told");
  });
  const record = { short, endless };
  const server = await serve(appWith(record, {}, { stopDeadline: 1_500 }), { port: 0, host: "127.0.0.1" });
  await sendMany(server.app, short, [undefined]);
  await sendMany(server.app, endless, [undefined]);
  const opened = await server.app.get(engine);
  const active = async () => (await queueStats(opened)).reduce((sum, one) => sum + one.active, 0);
  await eventually(async () => expect(await active()).toBe(2));
  const closing = server.close();
  gate.resolve();
  await closing;
  expect(finished).toEqual(["short", "endless was told"]);
  expect(
    await sql("select name, state from pgboss.job where name in ('short', 'endless') order by name"),
  ).toEqual([
    { name: "endless", state: "retry" },
    { name: "short", state: "completed" },
  ]);
});
