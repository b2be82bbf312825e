import { expect, test } from "vitest";
import { z } from "zod";
import { HttpError, isoDateTime, post } from "../../src/index.ts";
import { job } from "../../src/jobs/index.ts";
import { clientWith, jobQueue, session, sql, useDatabase } from "./job-app.ts";

useDatabase();

test("A job sent by a request runs with its input and its dependencies, after the request", async () => {
  const ran: unknown[] = [];
  const greet = job(
    "greet",
    { input: z.object({ name: z.string() }), depends: { session } },
    async (own, context) => {
      ran.push([own.input.name, await own.session.query("select 1 as one"), context.attempt]);
    },
  );
  const send = post(
    "/",
    { body: z.object({ name: z.string() }), depends: { jobQueue } },
    ({ body, ...own }) => own.jobQueue.send(greet, body),
  );
  await using client = await clientWith({ greet }, { send });

  const response = await client.post("/", { json: { name: "Ada" } });
  expect(response.status).toBe(200);
  expect(ran).toEqual([]);
  expect(await client.jobs.sent(greet)).toEqual([{ name: "Ada" }]);

  expect(await client.jobs.drain()).toEqual({ completed: ["greet"], failed: [] });
  expect(ran).toEqual([["Ada", [{ one: 1 }], 1]]);
  expect((await client.jobs.drain()).completed).toEqual([]);
});

test("A request that fails takes its jobs with it", async () => {
  const never = job("never", {}, () => undefined);
  const routes = {
    throws: post("/throws", { depends: { jobQueue } }, async (own) => {
      await own.jobQueue.send(never);
      throw new HttpError(400, "No");
    }),
    misfits: post("/misfits", { response: z.object({ id: z.int() }), depends: { jobQueue } }, async (own) => {
      await own.jobQueue.send(never);
      return { id: "text" as unknown as number };
    }),
  };
  await using client = await clientWith({ never }, routes);
  expect((await client.post("/throws")).status).toBe(400);
  expect((await client.post("/misfits")).status).toBe(500);
  expect(await client.jobs.sent(never)).toEqual([]);
});

test("An input is stored on the wire side of its schema and read back on the other", async () => {
  const seen: unknown[] = [];
  const remind = job(
    "remind",
    { input: z.object({ at: isoDateTime() }) },
    ({ input }) => void seen.push(input.at),
  );
  const at = new Date("2026-01-02T03:04:05Z");
  const send = post("/", { depends: { jobQueue } }, (own) => own.jobQueue.send(remind, { at }));
  await using client = await clientWith({ remind }, { send });
  await client.post("/");
  expect(await sql("select data from pgboss.job where name = 'remind'")).toEqual([
    { data: { input: { at: at.toISOString() } } },
  ]);
  await client.jobs.drain();
  expect(seen).toEqual([at]);
});

test("An input that does not fit is refused where it is sent, and nothing of the request is kept", async () => {
  const mail = job("mail", { input: z.object({ to: z.email() }) }, () => undefined);
  const send = post("/", { depends: { jobQueue } }, async (own) => {
    await own.jobQueue.send(mail, { to: "ada@example.com" });
    await own.jobQueue.send(mail, { to: "nobody" });
  });
  await using client = await clientWith({ mail }, { send });
  expect((await client.post("/")).status).toBe(500);
  expect(await client.jobs.sent(mail)).toEqual([]);
});

test("A job that the app does not list cannot be sent", async () => {
  const listed = job("listed", {}, () => undefined);
  const forgotten = job("forgotten", {}, () => undefined);
  const send = post("/", { response: z.string(), depends: { jobQueue } }, (own) =>
    own.jobQueue.send(forgotten).then(
      () => "sent",
      (error: Error) => error.message,
    ),
  );
  await using client = await clientWith({ listed }, { send });
  expect((await client.post("/")).json()).toContain("The job forgotten is not among the app's jobs");
});

test("Jobs that jobs send run in the same drain", async () => {
  const ran: string[] = [];
  const second = job("second", {}, () => void ran.push("second"));
  const first = job("first", { depends: { jobQueue } }, async (own) => {
    ran.push("first");
    await own.jobQueue.send(second);
  });
  const send = post("/", { depends: { jobQueue } }, (own) => own.jobQueue.send(first));
  await using client = await clientWith({ second, first }, { send });
  await client.post("/");
  expect((await client.jobs.drain()).completed).toEqual(["first", "second"]);
  expect(ran).toEqual(["first", "second"]);
});

test("What a job sends vanishes with an attempt that fails", async () => {
  const after = job("after", {}, () => undefined);
  const fails = job("fails", { depends: { jobQueue } }, async (own) => {
    await own.jobQueue.send(after);
    throw new Error("half done");
  });
  const send = post("/", { depends: { jobQueue } }, (own) => own.jobQueue.send(fails));
  await using client = await clientWith({ after, fails }, { send });
  await client.post("/");
  expect((await client.jobs.drain()).failed).toMatchObject([
    { job: "fails", error: { message: "half done" } },
  ]);
  expect(await client.jobs.sent(after)).toEqual([]);
});

test("A key keeps a second one out until the first has ended", async () => {
  const index = job("index", { input: z.int() }, () => undefined);
  const send = post("/", { response: z.array(z.boolean()), depends: { jobQueue } }, async (own) => {
    const ids = [
      await own.jobQueue.send(index, 1, { key: "a" }),
      await own.jobQueue.send(index, 2, { key: "a" }),
      await own.jobQueue.send(index, 3, { key: "b" }),
      await own.jobQueue.send(index, 4),
      await own.jobQueue.send(index, 5),
    ];
    return ids.map((id) => id !== undefined);
  });
  await using client = await clientWith({ index }, { send });
  expect((await client.post("/")).json()).toEqual([true, false, true, true, true]);
  await client.jobs.drain();
  expect((await client.post("/")).json()).toEqual([true, false, true, true, true]);
});

test("A singleton that drops has one that waits or runs; one that waits has any number in the queue", async () => {
  const rebuild = job("rebuild", { singleton: "drop" }, () => undefined);
  const bill = job("bill", { singleton: "wait" }, () => undefined);
  const send = post("/", { response: z.array(z.boolean()), depends: { jobQueue } }, async (own) => {
    const ids = [];
    for (const one of [rebuild, rebuild, bill, bill]) ids.push(await own.jobQueue.send(one));
    return ids.map((id) => id !== undefined);
  });
  await using client = await clientWith({ rebuild, bill }, { send });
  expect((await client.post("/")).json()).toEqual([true, false, true, true]);
  expect((await client.jobs.drain()).completed).toEqual(["rebuild", "bill", "bill"]);
});

test("A batch is sent in one statement, each with a key of its own where asked for", async () => {
  const thumb = job("thumb", { input: z.object({ image: z.string() }) }, () => undefined);
  const send = post("/", { response: z.int(), depends: { jobQueue } }, async (own) => {
    const inputs = ["a", "b", "a"].map((image) => ({ image }));
    const ids = await own.jobQueue.sendMany(thumb, inputs, ({ image }) => ({ key: image }));
    return ids.length;
  });
  await using client = await clientWith({ thumb }, { send });
  expect((await client.post("/")).json()).toBe(2);
  expect((await client.jobs.drain()).completed).toHaveLength(2);
});

test("Higher priorities run first, and those of one priority in the order of their transactions", async () => {
  const ran: string[] = [];
  const say = job("say", { input: z.string() }, ({ input }) => void ran.push(input));
  const body = z.object({ text: z.string(), priority: z.int().default(0) });
  const send = post("/", { body, depends: { jobQueue } }, ({ body: { text, priority }, ...own }) =>
    own.jobQueue.send(say, text, { priority }),
  );
  await using client = await clientWith({ say }, { send });
  for (const json of [
    { text: "low", priority: -1 },
    { text: "first" },
    { text: "second" },
    { text: "urgent", priority: 9 },
  ])
    await client.post("/", { json });
  await client.jobs.drain();
  expect(ran).toEqual(["urgent", "first", "second", "low"]);
});

test("What is sent for later waits until then", async () => {
  const later = job("later", { input: z.string() }, () => undefined);
  const send = post("/", { depends: { jobQueue } }, async (own) => {
    await own.jobQueue.sendAfter(3600, later, "seconds");
    await own.jobQueue.sendAfter(new Date(Date.now() + 3_600_000), later, "moment");
    await own.jobQueue.sendMany(later, ["many"], { after: 3600 });
  });
  await using client = await clientWith({ later }, { send });
  await client.post("/");
  expect((await client.jobs.drain()).completed).toEqual([]);
  expect((await client.jobs.sent(later)).sort()).toEqual(["many", "moment", "seconds"]);
  expect((await client.jobs.drain({ delayed: true })).completed).toHaveLength(3);
});

test("A cancelled job does not run", async () => {
  const unwanted = job("unwanted", {}, () => undefined);
  const routes = {
    send: post("/", { response: z.string().optional(), depends: { jobQueue } }, (own) =>
      own.jobQueue.send(unwanted),
    ),
    cancel: post("/cancel", { body: z.string(), depends: { jobQueue } }, ({ body, ...own }) =>
      own.jobQueue.cancel(unwanted, body),
    ),
  };
  await using client = await clientWith({ unwanted }, routes);
  const id = (await client.post("/")).json<string>();
  expect((await client.post("/cancel", { json: id })).status).toBe(200);
  expect((await client.jobs.drain()).completed).toEqual([]);
});
