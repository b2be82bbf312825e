/** Stopping: what is under way is answered, connections end politely, nothing that was accepted is lost. */
import { Agent, request } from "node:http";
import { expect, test } from "vitest";
import { Reply } from "../../src/http/reply.ts";
import { eventually, serving } from "./serving.ts";

const host = "Host: test";

test("a request under way is answered, told that the connection ends, and its tasks are awaited", async () => {
  const gate = Promise.withResolvers<void>();
  const events: string[] = [];
  await using it = await serving(
    {
      "/": async () => {
        events.push("entered");
        await gate.promise;
        return new Reply(200, [], "done").after(async () => {
          await new Promise((resolve) => setTimeout(resolve, 30));
          events.push("task");
        });
      },
    },
    {
      app: {
        lifespan: function* () {
          yield;
          events.push("app stopped");
        },
      },
    },
  );
  const wire = await it.connect();
  wire.send(["GET / HTTP/1.1", host]);
  await eventually(() => events.length === 1);
  const closing = it.server.close();
  expect(it.server.close()).toBe(closing);
  gate.resolve();
  const answer = await wire.answer();
  expect(answer.body).toBe("done");
  expect(answer.header("connection")).toBe("close");
  await wire.closed();
  await closing;
  expect(events).toEqual(["entered", "task", "app stopped"]);
});

test("nothing new is accepted", async () => {
  const entered = Promise.withResolvers<void>();
  const gate = Promise.withResolvers<Reply>();
  await using it = await serving({
    "/": () => {
      entered.resolve();
      return gate.promise;
    },
  });
  const wire = await it.connect();
  wire.send(["GET / HTTP/1.1", host]);
  await entered.promise;
  const closing = it.server.close();
  await expect(it.connect()).rejects.toThrow(/ECONNREFUSED/);
  gate.resolve(new Reply(200));
  expect((await wire.answer()).status).toBe(200);
  await closing;
});

test("an idle connection may send one more request, and is told that it ends", async () => {
  await using it = await serving({ "/": () => new Reply(200, [], "ok") }, { idleGrace: 5_000 });
  const wire = await it.connect();
  expect((await wire.send(["GET / HTTP/1.1", host]).answer()).header("connection")).toBe("keep-alive");
  const fresh = await it.connect();
  const closing = it.server.close();
  for (const one of [wire, fresh]) {
    const last = await one.send(["GET / HTTP/1.1", host]).answer();
    expect(last).toMatchObject({ status: 200, body: "ok" });
    expect(last.header("connection")).toBe("close");
  }
  await closing;
});

test("idle connections, used or not, are closed after the grace", async () => {
  await using it = await serving({ "/": () => new Reply(200) }, { idleGrace: 60 });
  const used = await it.connect();
  await used.send(["GET / HTTP/1.1", host]).answer();
  const fresh = await it.connect();
  await it.server.close();
  await used.closed();
  await fresh.closed();
});

test("a stream goes on to its end, a slow reader gets all of it", async () => {
  const gate = Promise.withResolvers<void>();
  const large = "x".repeat(8_000_000);
  await using it = await serving({
    "/stream": () =>
      new Reply(200, [], {
        async *chunks() {
          yield "first";
          await gate.promise;
          yield "last";
        },
        finish() {},
      }),
    "/large": () => new Reply(200, [], large),
  });
  const streaming = await it.connect();
  streaming.send(["GET /stream HTTP/1.1", host]);
  await streaming.until(() => streaming.pending.includes("first"));
  const slow = await it.connect();
  slow.socket.pause();
  slow.send(["GET /large HTTP/1.1", host]);
  await new Promise((resolve) => setTimeout(resolve, 50));
  const closing = it.server.close();
  // Longer than it takes to look at idle connections.
  await new Promise((resolve) => setTimeout(resolve, 150));
  gate.resolve();
  expect((await streaming.answer()).body).toBe("firstlast");
  slow.socket.resume();
  expect((await slow.answer()).body).toHaveLength(large.length);
  await closing;
});

test("what does not end is cut at the deadline, and its handlers see it", async () => {
  const entered = Promise.withResolvers<void>();
  const aborted = Promise.withResolvers<void>();
  await using it = await serving({
    "/": (exchange) => {
      entered.resolve();
      exchange.signal.addEventListener("abort", () => aborted.resolve());
      return aborted.promise.then(() => new Reply(200));
    },
  });
  const wire = await it.connect();
  wire.send(["GET / HTTP/1.1", host]);
  await entered.promise;
  await it.server.close({ deadline: 50 });
  await aborted.promise;
  await wire.closed();
  expect(it.logs.some(({ level, message }) => level === "warn" && message?.includes("cutting"))).toBe(true);
});

test("keep-alive POSTs sent in a loop: every one that was accepted is answered", async () => {
  let accepted = 0;
  await using it = await serving(
    {
      "/": async (exchange) => {
        await exchange.body(100);
        accepted += 1;
        return new Reply(200, [], String(accepted));
      },
    },
    { idleGrace: 500 },
  );
  const agent = new Agent({ keepAlive: true, maxSockets: 8 });
  const outcomes = { answered: 0, refused: 0, lost: [] as unknown[] };
  const loops = Array.from({ length: 8 }, async () => {
    for (;;) {
      try {
        await post(it.server.url, agent);
        outcomes.answered += 1;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === "ECONNREFUSED") {
          outcomes.refused += 1;
          return;
        }
        outcomes.lost.push(error);
      }
    }
  });
  await eventually(() => accepted > 100);
  await it.server.close();
  await Promise.all(loops);
  expect(outcomes.lost).toEqual([]);
  expect(outcomes.refused).toBe(8);
  expect(outcomes.answered).toBe(accepted);
});

function post(url: string, agent: Agent): Promise<void> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method: "POST", agent }, (answer) => {
      answer.resume();
      answer.once("end", resolve);
      answer.once("error", reject);
    });
    sent.once("error", reject);
    sent.end("body");
  });
}
