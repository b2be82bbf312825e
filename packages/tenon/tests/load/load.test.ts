import { describe, expect, test } from "vitest";
import {
  abortSignal,
  cancelSignal,
  createApp,
  dependency,
  get,
  type OperationNeeds,
  router,
  silentLogger,
  stream,
  text,
} from "../../src/index.ts";
import { shedLoad } from "../../src/load/index.ts";
import { metrics } from "../../src/metrics/index.ts";
import { throughBothDoors } from "../http/doors.ts";
import { total } from "../metrics/series.ts";

/** Holds requests until it is opened, and knows how many it holds. */
function gate() {
  const { promise, resolve } = Promise.withResolvers<void>();
  const held = { count: 0, most: 0 };
  return {
    held,
    open: resolve,
    async pass(): Promise<void> {
      held.count += 1;
      held.most = Math.max(held.most, held.count);
      await promise;
      held.count -= 1;
    },
  };
}

const app = { title: "Load", version: "1", docs: false, logger: silentLogger } as const;

throughBothDoors("Concurrency of an operation", (open) => {
  test("so many run, so many wait, the others are told to come back; other operations do not notice", async () => {
    const slow = gate();
    const meters = metrics({ port: false });
    await using door = await open(
      createApp({
        ...app,
        metrics: meters,
        routes: {
          slow: get("/slow", { concurrency: { limit: 2, queue: 2, retryAfter: 7 } }, async () => {
            await slow.pass();
            return text("done");
          }),
          quick: get("/quick", () => text("quick")),
        },
      }),
    );
    const first = [1, 2, 3, 4].map(() => door.send("GET", "/slow"));
    await expect.poll(() => slow.held.count).toBe(2);
    // The two that wait have been read: they are counted.
    await expect.poll(async () => total(await meters.text(), "http_server_active_requests")).toBe(4);
    const refused = await door.send("GET", "/slow");
    expect(refused.status).toBe(503);
    expect(refused.headers.get("retry-after")).toBe("7");
    expect(refused.json()).toMatchObject({ code: "overloaded" });
    expect((await door.send("GET", "/quick")).status).toBe(200);
    slow.open();
    expect((await Promise.all(first)).map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect(slow.held.most).toBe(2);
    expect((await door.send("GET", "/slow")).status).toBe(200);
    expect(total(await meters.text(), "tenon_load_shed_total", { reason: "concurrency" })).toBe(1);
  });

  test("a stream counts until it ends, an error and a refused wait give the place back", async () => {
    const held = gate();
    let failing = true;
    await using door = await open(
      createApp({
        ...app,
        routes: {
          one: get("/one", { concurrency: { limit: 1, queue: 5, wait: 30 } }, () => {
            if (failing) throw new Error("once");
            return stream(
              (async function* () {
                yield "begun";
                await held.pass();
              })(),
            );
          }),
        },
      }),
    );
    expect((await door.send("GET", "/one")).status).toBe(500);
    failing = false;
    const streaming = await door.start("GET", "/one");
    expect((await door.send("GET", "/one")).status).toBe(503);
    held.open();
    expect(await streaming.text()).toBe("begun");
    await expect.poll(async () => (await door.send("GET", "/one")).status).toBe(200);
  });
});

throughBothDoors("The time of an operation", (open) => {
  /** An app whose dependency says how it ended, and whether it was told to. */
  function timed(timeout: OperationNeeds["timeout"], handler: (signal: AbortSignal) => Promise<string>) {
    const ends: unknown[] = [];
    const session = dependency({ depends: { cancelSignal } }, async function* (own) {
      try {
        yield own.cancelSignal;
        ends.push("committed");
      } catch (error) {
        ends.push(error);
        throw error;
      }
    });
    const needs = { depends: { session, abortSignal }, ...(timeout === undefined ? {} : { timeout }) };
    const made = createApp({
      ...app,
      timeout: 60_000,
      routes: {
        slow: get("/slow", needs, async (own) => text(await handler(own.abortSignal))),
      },
    });
    return { made, ends };
  }

  test("is over: 503 with a code, the signal says so, and what was done is rolled back", async () => {
    const told: unknown[] = [];
    const { made, ends } = timed(30, async (signal) => {
      await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
      told.push(signal.reason);
      throw signal.reason;
    });
    await using door = await open(made);
    const answer = await door.send("GET", "/slow");
    expect(answer.status).toBe(503);
    expect(answer.json()).toMatchObject({ code: "timed_out" });
    await expect.poll(() => ends.length).toBe(1);
    expect(told[0]).toMatchObject({ code: "timed_out" });
    expect(ends).toEqual(told);
  });

  test("holds for who does not listen, too: nothing is committed behind the answer", async () => {
    const ignoring = gate();
    const { made, ends } = timed(30, async () => {
      await ignoring.pass();
      return "too late";
    });
    await using door = await open(made);
    expect((await door.send("GET", "/slow")).status).toBe(503);
    expect(ends).toEqual([]);
    ignoring.open();
    await expect.poll(() => ends.length).toBe(1);
    expect(ends[0]).toMatchObject({ code: "timed_out" });
  });

  test("is enough for most, and an operation can do without", async () => {
    const { made, ends } = timed(undefined, async () => "in time");
    await using door = await open(made);
    expect((await door.send("GET", "/slow")).text).toBe("in time");
    const without = timed(false, async () => "no hurry");
    await using other = await open(without.made);
    expect((await other.send("GET", "/slow")).text).toBe("no hurry");
    expect([...ends, ...without.ends]).toEqual(["committed", "committed"]);
  });
});

throughBothDoors("Load shedding", (open) => {
  test("too many under way: 503 with Retry-After, health is answered", async () => {
    const held = gate();
    const meters = metrics({ port: false });
    await using door = await open(
      createApp({
        ...app,
        metrics: meters,
        middleware: [shedLoad({ maxRequests: 3, retryAfter: 2, maxDelay: 60_000 })],
        routes: {
          wait: get("/wait", async () => {
            await held.pass();
            return text("done");
          }),
          health: router({ prefix: "/health" }, { live: get("/live", () => text("alive")) }),
        },
      }),
    );
    const accepted = [1, 2, 3].map(() => door.send("GET", "/wait"));
    await expect.poll(() => held.held.count).toBe(3);
    const refused = await door.send("GET", "/wait");
    expect(refused.status).toBe(503);
    expect(refused.headers.get("retry-after")).toBe("2");
    expect((await door.send("GET", "/health/live")).status).toBe(200);
    held.open();
    expect((await Promise.all(accepted)).map(({ status }) => status)).toEqual([200, 200, 200]);
    expect((await door.send("GET", "/wait")).status).toBe(200);
    expect(total(await meters.text(), "tenon_load_shed_total", { reason: "queue" })).toBe(1);
  });

  test("a late event loop: what arrives meanwhile is refused, what comes later is not", async () => {
    let turn = 0;
    await using door = await open(
      createApp({
        ...app,
        middleware: [shedLoad({ maxDelay: 100 })],
        routes: {
          busy: get("/busy", () => {
            const until = performance.now() + turn;
            while (performance.now() < until);
            return text("done");
          }),
        },
      }),
    );
    await door.send("GET", "/busy");
    turn = 200;
    const statuses = await Promise.all(
      Array.from({ length: 8 }, async () => (await door.send("GET", "/busy")).status),
    );
    expect(statuses).toContain(200);
    expect(statuses).toContain(503);
    await expect.poll(async () => (await door.send("GET", "/busy")).status).toBe(200);
  });
});

describe("Limits that are none", () => {
  test.each([
    ["concurrency.limit: 0", { concurrency: { limit: 0 } }],
    ["concurrency.queue: -1", { concurrency: { limit: 1, queue: -1 } }],
    ["timeout: 0", { timeout: 0 }],
  ])("%s does not start", async (what, needs) => {
    const wrong = createApp({ ...app, routes: { one: get("/", needs, () => text("")) } });
    await expect(wrong.start()).rejects.toThrow(`one has ${what}`);
  });

  test("of load shedding are said at once", () => {
    expect(() => shedLoad({ maxDelay: 0 })).toThrow("maxDelay");
    expect(() => shedLoad({ maxRequests: 0 })).toThrow("maxRequests");
  });
});
