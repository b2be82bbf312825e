import { expect, test } from "vitest";
import { z } from "zod";
import { backgroundTasks, dependency, logger, override, post, requestId } from "../../src/index.ts";
import { type Job, job } from "../../src/jobs/index.ts";
import { appWith, clientWith, engine, jobQueue, sql, useDatabase } from "./job-app.ts";

useDatabase();

/** Why an app with these jobs does not start. */
async function refusal(record: Record<string, Job>): Promise<string> {
  const failed = await appWith(record, {})
    .start({ work: "none" })
    .then(
      async (running) => {
        await running.stop();
        return "It started";
      },
      (error: Error) => error.message,
    );
  return failed;
}

test("What a declaration contradicts is said at start-up, by the job's name", async () => {
  const nothing = () => undefined;
  expect(await refusal({ a: job("same", {}, nothing), b: job("same", {}, nothing) })).toContain('"same"');
  expect(await refusal({ a: job("white space", {}, nothing) })).toContain('"white space"');
  expect(await refusal({ a: job("dead-letters", {}, nothing) })).toContain("dead letters");
  expect(await refusal({ a: {} as Job })).toContain("jobs.a is not a job");
  expect(await refusal({ a: job("half", { timeout: 0.5 }, nothing) })).toContain("half has timeout: 0.5");
  expect(await refusal({ a: job("none", { concurrency: 0 }, nothing) })).toContain("concurrency: 0");
  expect(await refusal({ a: job("less", { retry: { limit: -1 } }, nothing) })).toContain("retry.limit: -1");
  expect(await refusal({ a: job("dated", { input: z.date() }, nothing) })).toContain("job dated: input");
  expect(await refusal({ a: job("often", { schedule: { cron: "every day" } }, nothing) })).toContain(
    "job often",
  );
  expect(
    await refusal({ a: job("where", { schedule: { cron: "0 3 * * *", timezone: "Mars/Base" } }, nothing) }),
  ).toContain("Mars/Base");
});

test("What a job needs is looked at like an operation's needs", async () => {
  const touching = dependency({ depends: { requestId } }, (own) => own.requestId);
  const outside = job(
    "outside",
    { depends: { touching } } as unknown as Record<never, never>,
    () => undefined,
  );
  expect(await refusal({ outside })).toContain("job outside: touching");
  expect(await refusal({ outside })).toContain("touches a request");
  const missing = job(
    "missing",
    { depends: { gone: undefined } } as unknown as Record<never, never>,
    () => undefined,
  );
  expect(await refusal({ missing })).toContain("job missing: gone is undefined");
});

test("A job changes its singleton only while none of it waits", async () => {
  const wait = job("reborn", { singleton: "wait" }, () => undefined);
  const send = post("/", { depends: { jobQueue } }, (own) => own.jobQueue.send(wait));
  {
    await using client = await clientWith({ wait }, { send });
    await client.post("/");
  }
  const drop = job("reborn", { singleton: "drop" }, () => undefined);
  expect(await refusal({ drop })).toContain("The job reborn has another `singleton`");
  {
    await using client = await clientWith({ wait }, { send });
    await client.jobs.drain();
  }
  expect(await refusal({ drop })).toBe("It started");
});

test("A job's settings are those of the code that started last", async () => {
  for (const timeout of [10, 20]) {
    await using client = await clientWith({ timed: job("timed", { timeout }, () => undefined) }, {});
    await client.jobs.drain();
    expect(await sql("select expire_seconds as seconds from pgboss.queue where name = 'timed'")).toEqual([
      { seconds: timeout },
    ]);
  }
});

test("App-scoped dependencies are shared with the API; overrides, teardown and background tasks work as in a request", async () => {
  const events: string[] = [];
  let opened = 0;
  const pool = dependency({ scope: "app" }, () => ++opened);
  const unit = dependency({ depends: { pool } }, async function* (own) {
    events.push("open");
    try {
      yield own.pool;
      events.push("commit");
    } catch (error) {
      events.push("rollback");
      throw error;
    }
  });
  const mailer = dependency({ scope: "app" }, () => "real");
  const works = job("works", { depends: { unit, mailer, logger, tasks: backgroundTasks } }, (own) => {
    events.push(`run ${own.unit} ${own.mailer}`);
    own.tasks.add(() => void events.push("task"));
  });
  const breaks = job("breaks", { depends: { unit }, retry: { limit: 0 } }, () => {
    throw new Error("Broken");
  });
  const send = post("/", { depends: { jobQueue, pool } }, async (own) => {
    await own.jobQueue.send(works);
    await own.jobQueue.send(breaks);
    return own.pool;
  });
  await using client = await clientWith(
    { works, breaks },
    { send },
    { overrides: [override(mailer, () => "fake")] },
  );
  expect((await client.post("/")).json()).toBe(1);
  await client.jobs.drain();
  expect(events).toEqual(["open", "run 1 fake", "commit", "task", "open", "rollback"]);
});

test("Two apps on one engine declaration share nothing but the database", async () => {
  await using one = await clientWith({}, {});
  await using other = await clientWith({}, {});
  expect(await one.value(engine)).not.toBe(await other.value(engine));
});
