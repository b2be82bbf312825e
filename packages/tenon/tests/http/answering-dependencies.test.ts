/** Dependencies that look at the answer, give one themselves, or look at the body beside the operation. */
import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import * as z from "zod";
import {
  createApp,
  dependency,
  exchange,
  get,
  HttpError,
  json,
  LifetimeError,
  mount,
  post,
  type Reply,
  type Routes,
  responseHeaders,
  socket,
  stream,
  withDependencies,
} from "../../src/index.ts";
import { testClient } from "../../src/testing/index.ts";
import { throughBothDoors } from "./doors.ts";

const appOf = (routes: Routes) => createApp({ title: "t", version: "1", routes });

/** Answers from memory what was answered before. */
function memory(log: string[]) {
  const answers = new Map<string, Reply>();
  const opened = dependency(async function* () {
    try {
      yield;
      log.push("committed");
    } catch (error) {
      log.push("rolled back");
      throw error;
    }
  });
  const remembered = dependency(
    { depends: { opened, exchange, out: responseHeaders } },
    async function* ({ exchange, out }): AsyncGenerator<undefined, Reply | undefined, Reply> {
      out.set("x-seen", "by the dependency");
      const known = answers.get(exchange.path);
      if (known !== undefined) return json(JSON.parse(String(known.body)), { status: known.status });
      const sent = yield;
      answers.set(exchange.path, sent);
      return undefined;
    },
  );
  return { opened, remembered };
}

throughBothDoors("a dependency and the answer", (open) => {
  test("sees it after a success, and gives it in the handler's place: what was opened is committed", async () => {
    const log: string[] = [];
    const { remembered } = memory(log);
    const later = dependency(() => log.push("later"));
    const app = appOf({
      make: post("/make", { status: 201, depends: { remembered, later } }, () => {
        log.push("handler");
        return { made: true };
      }),
    });
    await using door = await open(app);
    const answers = [await door.send("POST", "/make"), await door.send("POST", "/make")];
    expect(answers.map((it) => [it.status, it.json(), it.headers.get("x-seen")])).toEqual([
      [201, { made: true }, "by the dependency"],
      [201, { made: true }, "by the dependency"],
    ]);
    expect(log).toEqual(["later", "handler", "committed", "committed"]);
  });

  test("sees no answer when there is an error", async () => {
    const log: string[] = [];
    const { remembered } = memory(log);
    let failures = 1;
    const app = appOf({
      it: get("/", { depends: { remembered } }, () => {
        if (failures-- > 0) throw new HttpError(404);
        return 1;
      }),
    });
    await using door = await open(app);
    expect([(await door.send("GET", "/")).status, (await door.send("GET", "/")).status]).toEqual([404, 200]);
    expect(log).toEqual(["rolled back", "committed"]);
  });

  test("sees the reply of a stream after its end", async () => {
    const seen: number[] = [];
    const watching = dependency(function* (): Generator<undefined, void, Reply> {
      const sent = yield;
      seen.push(sent.status);
    });
    const app = appOf({ it: get("/", { depends: { watching } }, () => stream(["a", "b"])) });
    await using door = await open(app);
    expect((await door.send("GET", "/")).text).toBe("ab");
    while (seen.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(seen).toEqual([200]);
  });

  test("reads the body as it came, before and after the operation, in a mounted app too", async () => {
    const digest = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");
    const before = dependency({ depends: { exchange } }, async ({ exchange }) =>
      digest(await exchange.body(1000)),
    );
    const after = dependency({ depends: { exchange }, query: { q: z.string().optional() } }, async (own) => {
      await expect(own.exchange.body(5)).rejects.toMatchObject({ status: 413 });
      return digest(await own.exchange.body(1000));
    });
    const needs = { depends: { before, after }, body: z.object({ n: z.int() }) };
    const inner = appOf({ it: post("/", needs, ({ body, before, after }) => ({ ...body, before, after })) });
    await using door = await open(appOf({ it: post("/own", needs, (it) => it), inner: mount("/in", inner) }));
    const expected = { before: digest(Buffer.from('{"n":1}')), after: digest(Buffer.from('{"n":1}')) };
    expect((await door.send("POST", "/own", { json: { n: 1 } })).json()).toMatchObject(expected);
    expect((await door.send("POST", "/in/", { json: { n: 1 } })).json()).toEqual({ n: 1, ...expected });
  });
});

test("a dependency answers the handshake of a socket in HTTP", async () => {
  const closed = dependency({ depends: { exchange } }, function* ({ exchange }) {
    if (exchange.path === "/talk") return json({ closed: true }, { status: 503 });
    yield;
    return undefined;
  });
  const app = appOf({ talk: socket("/talk", { depends: { closed } }, () => undefined) });
  await using client = await testClient(app);
  await expect(client.connect("/talk")).rejects.toMatchObject({ response: { status: 503 } });
});

test("where there is no request a reply is no answer", async () => {
  const answer: Reply | undefined = json({});
  const answering = dependency(function* () {
    return answer ?? (yield);
  });
  const app = appOf({});
  await expect(withDependencies(app, { depends: { answering } }, () => 1)).rejects.toThrow(LifetimeError);
});
