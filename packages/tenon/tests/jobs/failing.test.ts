import { expect, test } from "vitest";
import { z } from "zod";
import { post } from "../../src/index.ts";
import { DeadLetters, type Job, job, queueStats } from "../../src/jobs/index.ts";
import { clientWith, engine, jobQueue, sql, useDatabase } from "./job-app.ts";

useDatabase();

/** A route that sends one job. */
function sends<Input>(one: Job<Input>, input: Input) {
  return post("/", { depends: { jobQueue } }, (own) => own.jobQueue.sendMany(one, [input]));
}

test("A job that fails is tried again, later each time, and is told which attempt it is", async () => {
  const attempts: number[] = [];
  const flaky = job("flaky", { retry: { limit: 5, delay: 60 } }, (_, { attempt }) => {
    attempts.push(attempt);
    if (attempt < 3) throw new Error("Not yet");
  });
  await using client = await clientWith({ flaky }, { send: sends(flaky, undefined) });
  await client.post("/");
  const delays: number[] = [];
  for (const expected of [1, 1, 0]) {
    expect((await client.jobs.drain()).failed).toHaveLength(expected);
    expect((await client.jobs.drain()).failed).toEqual([]);
    const [row] = await sql<{ delay: number }>(
      "select extract(epoch from start_after - now())::int as delay from pgboss.job where name = 'flaky'",
    );
    delays.push(row?.delay ?? 0);
    await sql("update pgboss.job set start_after = now() where name = 'flaky'");
  }
  expect(attempts).toEqual([1, 2, 3]);
  // Half of a doubled delay at the least: the other half is jitter.
  expect(delays[0]).toBeGreaterThan(25);
  expect(delays[1]).toBeGreaterThan(55);
});

test("A job that keeps failing ends in the dead letters, is replayed with all its attempts, or dropped", async () => {
  let broken = true;
  const payout = job("payout", { input: z.object({ to: z.string() }), retry: { limit: 2, delay: 0 } }, () => {
    if (broken) throw new RangeError("The bank does not answer");
  });
  await using client = await clientWith({ payout }, { send: sends(payout, { to: "ada" }) });
  const letters = new DeadLetters(await client.value(engine));
  await client.post("/");
  await client.post("/");
  expect((await client.jobs.drain({ delayed: true })).failed).toHaveLength(6);

  const [first, second] = await letters.list();
  expect(first).toMatchObject({
    job: "payout",
    input: { to: "ada" },
    reason: "RangeError: The bank does not answer",
    attempts: 3,
  });
  expect((await client.jobs.drain({ delayed: true })).failed).toEqual([]);

  broken = false;
  expect(await letters.replay([first?.id ?? ""])).toBe(1);
  await letters.drop([second?.id ?? ""]);
  expect((await client.jobs.drain()).completed).toEqual(["payout"]);
  expect(await letters.list()).toEqual([]);
});

test("An input that no longer fits goes to the dead letters at once, and says where", async () => {
  const before = job("convert", { input: z.object({ size: z.string() }) }, () => undefined);
  {
    await using client = await clientWith({ before }, { send: sends(before, { size: "large" }) });
    await client.post("/");
  }
  let ran = false;
  const now = job("convert", { input: z.object({ size: z.int() }), retry: { limit: 9 } }, () => {
    ran = true;
  });
  await using client = await clientWith({ now }, {});
  const { failed } = await client.jobs.drain();
  expect(failed).toMatchObject([{ error: { name: "JobInputError" } }]);
  expect(ran).toBe(false);
  const [letter] = await new DeadLetters(await client.value(engine)).list();
  expect(letter).toMatchObject({ job: "convert", attempts: 1 });
  expect(letter?.reason).toContain("input.size");
  // Values may be secrets.
  expect(letter?.reason).not.toContain("large");
});

test("A failing job holds up no other one", async () => {
  const poison = job("poison", { input: z.int(), retry: { limit: 0 } }, ({ input }) => {
    if (input % 2 === 0) throw new Error("Poison");
  });
  const send = post("/", { depends: { jobQueue } }, (own) => own.jobQueue.sendMany(poison, [1, 2, 3, 4, 5]));
  await using client = await clientWith({ poison }, { send });
  await client.post("/");
  const { completed, failed } = await client.jobs.drain();
  expect([completed.length, failed.length]).toEqual([3, 2]);
});

test("The stats of a queue say what waits, since when, and what has failed", async () => {
  const count = job("count", { input: z.int(), retry: { limit: 1, delay: 60 } }, ({ input }) => {
    if (input === 0) throw new Error("Zero");
  });
  const send = post("/", { depends: { jobQueue } }, async (own) => {
    await own.jobQueue.sendMany(count, [0, 1]);
    await own.jobQueue.send(count, 2, { after: 3600 });
  });
  await using client = await clientWith({ count }, { send });
  const opened = await client.value(engine);
  const stats = async () => (await queueStats(opened)).find(({ name }) => name === "count");
  await client.post("/");
  await sql(
    "update pgboss.job set created_on = created_on - interval '90 s', start_after = start_after - interval '90 s' where name = 'count'",
  );
  const waiting = await stats();
  expect(waiting).toMatchObject({ ready: 2, delayed: 1, active: 0, completed: 0, dead: 0 });
  expect(Math.round(waiting?.oldestSeconds ?? 0)).toBeGreaterThanOrEqual(90);
  await client.jobs.drain();
  expect(await stats()).toMatchObject({ ready: 0, delayed: 2, retrying: 1, completed: 1, oldestSeconds: 0 });
  await client.jobs.drain({ delayed: true });
  expect(await stats()).toMatchObject({ ready: 0, delayed: 0, completed: 2, dead: 1 });
});
