import { setTimeout as sleep } from "node:timers/promises";
import fc from "fast-check";
import { expect, test, vi } from "vitest";
import * as z from "zod";
import {
  backgroundTasks,
  createApp,
  dependency,
  events,
  get,
  jsonLines,
  type Logger,
  post,
  ServerSentEvent,
  serverSentEvent,
  stream,
} from "../../src/index.ts";
import { eventText } from "../../src/results/server-sent-event.ts";
import { throughBothDoors } from "./doors.ts";

const seen: string[] = [];
const Note = z.object({ id: z.int(), text: z.string().default("") });
const at = z.codec(z.iso.datetime(), z.date(), {
  decode: (text) => new Date(text),
  encode: (date) => date.toISOString(),
});

const session = dependency({}, async function* () {
  seen.push("open");
  try {
    yield 1;
    seen.push("closed");
  } catch (error) {
    seen.push(`closed: ${(error as Error).name} ${(error as Error).message}`.trim());
    throw error;
  }
});
const needs = { depends: { session } };

async function* words(...all: string[]) {
  seen.push("first");
  try {
    for (const word of all) yield word;
  } finally {
    seen.push("source ended");
  }
}
async function* failing() {
  yield "a";
  await sleep(5);
  throw new Error("mid-stream");
}
async function* endless() {
  try {
    for (let i = 0; ; i++) {
      yield `${i}\n`;
      await sleep(1);
    }
  } finally {
    seen.push("source ended");
  }
}
const lines = { responses: { 200: { type: "application/jsonl", items: Note } } };
const ticks = { responses: { 200: { type: "text/event-stream", items: Note } } };

/** What the task of `/slow-task` waits for. */
let allowed = Promise.withResolvers<void>();

const app = createApp({
  title: "t",
  version: "1",
  routes: {
    words: get("/words", { depends: { session, tasks: backgroundTasks } }, ({ tasks }) => {
      tasks.add(() => void seen.push("task"));
      return stream(words("one ", "two ", "čtyři"), { type: "text/plain" });
    }),
    bytes: post("/bytes", () =>
      stream(
        [1, 2, 3].map((n) => Buffer.alloc(n, "a")),
        { status: 206, headers: { "X-Stream": "1" } },
      ),
    ),
    slowTask: get("/slow-task", { depends: { tasks: backgroundTasks } }, ({ tasks }) => {
      tasks.add(() => allowed.promise.then(() => void seen.push("task")));
      return stream(words("all of it"));
    }),
    failingTask: get("/failing-task", { depends: { tasks: backgroundTasks } }, ({ tasks }) => {
      tasks.add(() => void seen.push("task"));
      return stream(failing());
    }),
    web: get("/web", needs, () => stream(new Response("from the web").body as ReadableStream<Uint8Array>)),
    text: get("/text", () => stream("text")),
    object: get("/object", needs, () => stream([{ a: 1 } as unknown as string])),
    failing: get("/failing", needs, () => stream(failing())),
    endless: get("/endless", needs, () => stream(endless())),
    lines: get("/lines", { ...lines, ...needs }, () =>
      jsonLines([
        { id: 1, secret: "s" },
        { id: 2, text: "a\nb" },
      ]),
    ),
    own: get("/own", () => jsonLines([{ at: new Date(0) }], { schema: z.object({ at }) })),
    untyped: get("/untyped", () => jsonLines([{ é: 1 }, [1, 2], undefined], { headers: { "X-A": "1" } })),
    none: get("/none", lines, () => jsonLines([])),
    badLine: get("/bad-line", { ...lines, ...needs }, () =>
      jsonLines(
        (async function* () {
          try {
            yield { id: 1, text: "" };
            await sleep(5);
            yield { id: "secret" };
          } finally {
            seen.push("source ended");
          }
        })(),
      ),
    ),
    events: get("/events", ticks, () => events([{ id: 1, text: "a\nb", secret: "s" }, { id: 2 }])),
    custom: get("/custom", () =>
      events(
        [
          serverSentEvent({ data: { n: 1 }, event: "tick", id: "7", retry: 1000 }),
          serverSentEvent({ text: "two\r\nlines", comment: "hello" }),
          serverSentEvent({ id: "" }),
        ],
        { retry: 3000 },
      ),
    ),
    resumed: get("/resumed", { headers: { lastEventId: z.int().default(0) }, ...ticks }, ({ headers }) =>
      events([{ id: headers.lastEventId + 1 }]),
    ),
    quiet: get("/quiet", needs, () =>
      events(
        (async function* () {
          await sleep(50);
          yield 1;
        })(),
        { keepAlive: 15 },
      ),
    ),
    silent: get("/silent", needs, () =>
      events(
        (async function* () {
          await new Promise(() => {});
          yield 1;
        })(),
        { keepAlive: 5 },
      ),
    ),
    badEvent: get("/bad-event", { ...ticks, ...needs }, () => events(failingEvents())),
  },
});
async function* failingEvents() {
  yield { id: 1 };
  await sleep(5);
  yield { id: "x" };
}

function logging() {
  const errors: { err?: Error }[] = [];
  const logger: Logger = {
    debug() {},
    info() {},
    warn() {},
    error: (fields) => void errors.push(fields),
    child: () => logger,
  };
  return { logger, errors };
}
const gone = "closed: ClientGoneError The client went away before the stream had ended";

throughBothDoors("streams", (open) => {
  test("a stream holds its dependencies open to its end, then the tasks run", async () => {
    await using door = await open(app);
    seen.length = 0;
    const { status, headers, text } = await door.send("GET", "/words");
    expect([status, headers.get("content-type"), text]).toEqual([
      200,
      "text/plain; charset=utf-8",
      "one two čtyři",
    ]);
    await door.settled();
    expect(seen).toEqual(["open", "first", "source ended", "closed", "task"]);
  });

  test("a stream ends before its tasks do", async () => {
    await using door = await open(app);
    seen.length = 0;
    allowed = Promise.withResolvers<void>();
    expect((await door.send("GET", "/slow-task")).text).toContain("all of it");
    expect(seen).not.toContain("task");
    allowed.resolve();
    await door.settled();
    expect(seen.at(-1)).toBe("task");
  });

  test("a stream that breaks off leaves no tasks behind", async () => {
    await using door = await open(app);
    seen.length = 0;
    await expect(door.send("GET", "/failing-task")).rejects.toThrow();
    await door.settled();
    expect(seen).not.toContain("task");
  });

  test("bytes, synchronous sources and web streams", async () => {
    await using door = await open(app);
    const bytes = await door.send("POST", "/bytes");
    expect([
      bytes.status,
      bytes.headers.get("content-type"),
      bytes.headers.get("x-stream"),
      bytes.text,
    ]).toEqual([206, null, "1", "aaaaaa"]);
    expect((await door.send("GET", "/web")).text).toBe("from the web");
    expect((await door.send("GET", "/text")).status).toBe(500);
  });

  test("HEAD never starts a stream", async () => {
    await using door = await open(app);
    seen.length = 0;
    for (const path of ["/words", "/endless", "/lines", "/web", "/silent"]) {
      const { status, text } = await door.send("HEAD", path);
      expect([status, text]).toEqual([200, ""]);
    }
    await door.settled();
    expect(seen.filter((one) => one !== "open" && one !== "closed" && one !== "task")).toEqual([]);
  });

  test.each(["/failing", "/object", "/bad-line", "/bad-event"])(
    "an error half-way breaks the answer off: %s",
    async (path) => {
      const { logger, errors } = logging();
      await using door = await open(app, { logger });
      seen.length = 0;
      await expect(door.send("GET", path)).rejects.toThrow();
      await vi.waitFor(() => expect(seen.at(-1)).toMatch(/^closed: /));
      expect(seen.at(-1)).toMatch(
        { "/failing": /Error mid-stream/, "/object": /TypeError/ }[path] ??
          /ResponseContractError.*does not fit/,
      );
      if (path === "/bad-line") expect(seen).toContain("source ended");
      expect(errors).toHaveLength(1);
      expect(JSON.stringify(errors)).not.toContain("secret");
    },
  );

  test.each(["/endless", "/silent"])(
    "a client that goes away ends a stream, and dependencies see why: %s",
    async (path) => {
      const { logger, errors } = logging();
      await using door = await open(app, { logger });
      seen.length = 0;
      const response = await door.start("GET", path);
      const reader = (response.body as ReadableStream<Uint8Array>).getReader();
      await reader.read();
      await reader.cancel();
      // The source may be busy with its next item when the client goes: it ends when it comes to it.
      const ends = path === "/endless" ? ["source ended"] : [];
      await vi.waitFor(() => expect(seen).toEqual(expect.arrayContaining([gone, ...ends])), {
        timeout: 2000,
      });
      expect(errors).toEqual([]);
    },
  );

  test("JSON lines are checked, filtered and compact", async () => {
    await using door = await open(app);
    const seenAt = async (path: string) => {
      const { headers, text } = await door.send("GET", path);
      return [headers.get("content-type"), text];
    };
    expect(await seenAt("/lines")).toEqual([
      "application/jsonl",
      '{"id":1,"text":""}\n{"id":2,"text":"a\\nb"}\n',
    ]);
    expect(await seenAt("/own")).toEqual(["application/jsonl", '{"at":"1970-01-01T00:00:00.000Z"}\n']);
    expect(await seenAt("/untyped")).toEqual(["application/jsonl", '{"é":1}\n[1,2]\nnull\n']);
    expect(await seenAt("/none")).toEqual(["application/jsonl", ""]);
  });

  test("server-sent events", async () => {
    await using door = await open(app);
    const { headers, text } = await door.send("GET", "/events");
    expect(["content-type", "cache-control", "x-accel-buffering"].map((name) => headers.get(name))).toEqual([
      "text/event-stream; charset=utf-8",
      "no-cache",
      "no",
    ]);
    expect(text).toBe('data: {"id":1,"text":"a\\nb"}\n\ndata: {"id":2,"text":""}\n\n');
    expect((await door.send("GET", "/custom")).text).toBe(
      "retry: 3000\n\n" +
        'event: tick\ndata: {"n":1}\nid: 7\nretry: 1000\n\n' +
        ": hello\ndata: two\ndata: lines\n\n" +
        "id: \n\n",
    );
    const resumed = await door.send("GET", "/resumed", { headers: { "last-event-id": "41" } });
    expect(resumed.text).toBe('data: {"id":42,"text":""}\n\n');
    expect((await door.send("GET", "/resumed", { headers: { "last-event-id": "x" } })).status).toBe(422);
  });

  test("silence is filled with comments, and nothing is lost", async () => {
    await using door = await open(app);
    expect((await door.send("GET", "/quiet")).text).toMatch(/^(?:: ping\n\n){2,4}data: 1\n\n$/);
  });
});

/** What a browser makes of a stream: WHATWG HTML, 9.2.6. */
function parsed(text: string): { data: string; event: string; id: string }[] {
  const found: { data: string; event: string; id: string }[] = [];
  let [data, event, id] = ["", "", ""];
  for (const line of text.split(/\r\n|\r|\n/)) {
    const [, field, value = ""] = /^([^:]*)(?:: ?(.*))?$/s.exec(line) ?? [];
    if (line === "") {
      if (data !== "") found.push({ data: data.slice(0, -1), event, id });
      [data, event] = ["", ""];
    } else if (field === "data") data += `${value}\n`;
    else if (field === "event") event = value;
    else if (field === "id") id = value;
  }
  return found;
}

test("no text breaks out of its event", () => {
  const free = fc.string({ unit: fc.constantFrom("a", ":", " ", "\n", "\r", "data", "\u2028", "é") });
  const single = free.map((text) => text.replace(/[\r\n]/g, ""));
  fc.assert(
    fc.property(free, free, single, single, (text, comment, event, id) => {
      const fields = { text: `x${text}`, comment, event, id };
      const sent = parsed(eventText(serverSentEvent(fields).fields, fields.text));
      expect(sent).toEqual([{ data: `x${text}`.replace(/\r\n|\r/g, "\n"), event, id }]);
    }),
  );
  expect(() => serverSentEvent({ event: "a\nid: 1" })).toThrow(TypeError);
  expect(() => serverSentEvent({ id: "a\r" })).toThrow(TypeError);
  expect(() => serverSentEvent({ id: "a\0" })).toThrow(TypeError);
  expect(() => serverSentEvent({ retry: 1.5 })).toThrow(TypeError);
  expect(() => events([], { keepAlive: 0 })).toThrow(TypeError);
  expect(serverSentEvent({ data: 1 })).toBeInstanceOf(ServerSentEvent);
});
