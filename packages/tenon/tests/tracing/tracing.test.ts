import { SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
import fc from "fast-check";
import { expect, test } from "vitest";
import { z } from "zod";
import { readTraceparent } from "../../src/http/trace-context.ts";
import { createApp, dependency, get, HttpError, post, silentLogger, stream, text } from "../../src/index.ts";
import { job } from "../../src/jobs/index.ts";
import { accessLog } from "../../src/middleware/index.ts";
import { testClient } from "../../src/testing/index.ts";
import { tracedQuery, traceFields, traceHeaders, tracing } from "../../src/tracing/index.ts";
import { throughBothDoors } from "../http/doors.ts";
import { appWith, jobQueue, useDatabase } from "../jobs/job-app.ts";
import { recorded } from "./recorded.ts";

useDatabase();

const caller = { traceId: "4bf92f3577b34da6a3ce929d0e0e4736", spanId: "00f067aa0ba902b7" } as const;
const traceparent = `00-${caller.traceId}-${caller.spanId}-01`;

const app = { title: "Traced", version: "1", docs: false, logger: silentLogger, tracing: tracing() } as const;
const settings = dependency({ name: "settings" }, () => ({ unit: "page" }));
const session = dependency({ name: "session", depends: { settings } }, async function* () {
  yield {
    rows: (statement: string) =>
      tracedQuery({ system: "postgresql", text: statement }, async () => [{ id: 1 }]),
  };
});
const Book = z.object({ id: z.int() });
const routes = {
  one: get("/books/:id", { params: { id: z.int() }, response: Book, depends: { session } }, async (own) => {
    const [row] = await own.session.rows("select id from books where id = $1");
    return row as { id: number };
  }),
  broken: get("/broken", () => {
    throw new TypeError("broken");
  }),
  missing: get("/missing", () => {
    throw new HttpError(404);
  }),
  out: get("/out", () => traceHeaders()),
  long: get("/long", () =>
    stream(
      (async function* () {
        yield "a";
      })(),
    ),
  ),
};

throughBothDoors("Traces", (open) => {
  test("have a span for the request, each dependency, handler, query and writing, under the caller's span", async () => {
    await recorded(async (spans) => {
      await using door = await open(createApp({ ...app, routes }));
      await door.send("GET", "/books/1?token=secret", { headers: { traceparent } });
      await expect.poll(() => spans().length).toBe(6);
      const byName = new Map(spans().map((span) => [span.name, span]));
      const request = byName.get("GET /books/:id");
      expect(request?.kind).toBe(SpanKind.SERVER);
      expect(request?.parentSpanContext?.spanId).toBe(caller.spanId);
      expect(request?.attributes).toMatchObject({
        "http.request.method": "GET",
        "http.route": "/books/:id",
        "http.response.status_code": 200,
        "url.path": "/books/1",
      });
      expect(JSON.stringify(request?.attributes)).not.toContain("secret");
      const parentOf = (name: string): string | undefined => byName.get(name)?.parentSpanContext?.spanId;
      const inside = request?.spanContext().spanId;
      for (const name of ["settings", "session", "one", "serialise"])
        expect(parentOf(name), name).toBe(inside);
      expect(parentOf("SELECT books")).toBe(byName.get("one")?.spanContext().spanId);
      expect(byName.get("SELECT books")?.attributes).toMatchObject({
        "db.system.name": "postgresql",
        "db.operation.name": "SELECT",
        "db.query.text": "select id from books where id = $1",
      });
      expect(new Set(spans().map((span) => span.spanContext().traceId))).toEqual(new Set([caller.traceId]));
    });
  });

  test("say what failed: a defect is an error, a caller's mistake is not", async () => {
    await recorded(async (spans) => {
      await using door = await open(createApp({ ...app, routes }));
      await door.send("GET", "/broken");
      await door.send("GET", "/missing");
      await door.send("PROPFIND", "/nowhere");
      await door.send("GET", "/long");
      await expect.poll(() => spans().filter(({ kind }) => kind === SpanKind.SERVER).length).toBe(4);
      const server = spans().filter(({ kind }) => kind === SpanKind.SERVER);
      expect(server.map(({ name }) => name)).toEqual(["GET /broken", "GET /missing", "HTTP", "GET /long"]);
      expect(server.map(({ status }) => status.code === SpanStatusCode.ERROR)).toEqual([
        true,
        false,
        false,
        false,
      ]);
      expect(server[0]?.attributes["error.type"]).toBe("TypeError");
      expect(server[2]?.attributes).toMatchObject({
        "http.request.method": "_OTHER",
        "http.request.method_original": "PROPFIND",
      });
    });
  });

  test("go on to other services and into the log", async () => {
    await recorded(async (spans) => {
      const lines: Record<string, unknown>[] = [];
      const fields: unknown[] = [];
      const logger = { ...silentLogger, info: (line: object) => lines.push({ ...line }) };
      const out = get("/out", () => {
        fields.push(traceFields());
        return traceHeaders();
      });
      await using door = await open(
        createApp({ ...app, middleware: [accessLog({ logger: logger as never })], routes: { out } }),
      );
      const sent = (await door.send("GET", "/out", { headers: { traceparent } })).json() as {
        traceparent: string;
      };
      await expect.poll(() => spans().length).toBe(3);
      const [handler] = spans().filter(({ name }) => name === "out");
      expect(sent.traceparent).toBe(`00-${caller.traceId}-${handler?.spanContext().spanId}-01`);
      expect(fields).toEqual([{ trace_id: caller.traceId, span_id: handler?.spanContext().spanId }]);
      const [request] = spans().filter(({ kind }) => kind === SpanKind.SERVER);
      expect(lines[0]).toMatchObject({ trace_id: caller.traceId, span_id: request?.spanContext().spanId });
    });
  });

  test("malformed headers never break a request, and begin a new trace", async () => {
    await recorded(async (spans) => {
      await using door = await open(createApp({ ...app, routes: { out: get("/out", () => text("ok")) } }));
      const visible = fc.string({ unit: fc.constantFrom(..."0123456789abcdefABCDEFxyz-=,; \t@/*") });
      const hex = (length: number) =>
        fc.string({ unit: fc.constantFrom(..."0123456789abcdef"), minLength: length, maxLength: length });
      const almost = fc
        .tuple(hex(2), hex(32), hex(16), hex(2), visible)
        .map(([version, id, span, flags, rest]) => `${version}-${id}-${span}-${flags}${rest}`);
      const members = fc.array(visible, { maxLength: 40 }).map((list) => list.join(","));
      await fc.assert(
        fc.asyncProperty(fc.oneof(visible, almost), fc.oneof(visible, members), async (parent, state) => {
          const before = spans().length;
          const answer = await door.send("GET", "/out", {
            headers: { traceparent: parent.trim(), tracestate: state.trim(), baggage: state.trim() },
          });
          expect(answer.status).toBe(200);
          // What continues a trace is one that our own reading takes, too; the caller decides whether that one is recorded.
          const read = readTraceparent(parent.trim());
          if (read !== undefined && (read.flags & 1) === 0) return;
          await expect.poll(() => spans().length).toBeGreaterThan(before);
          const request = spans().findLast(({ kind }) => kind === SpanKind.SERVER);
          expect(request?.parentSpanContext?.traceId).toBe(read?.traceId);
          expect(trace.isSpanContextValid(request?.spanContext() as never)).toBe(true);
        }),
        { numRuns: 60 },
      );
    });
  });
});

test("A request that sends a job is one trace with the job, its dependencies and its function", async () => {
  await recorded(async (spans) => {
    const remind = job("remind", { depends: { settings } }, () => undefined);
    const send = post("/remind", { depends: { jobQueue } }, async (own) => {
      await own.jobQueue.send(remind);
    });
    const traced = appWith({ remind }, { send }, { app: { tracing: tracing() } });
    await using client = await testClient(traced);
    await client.post("/remind", { headers: { traceparent } });
    await client.jobs.drain();
    const one = spans().filter((span) => span.spanContext().traceId === caller.traceId);
    const byName = new Map(one.map((span) => [span.name, span]));
    expect([...byName.keys()]).toEqual(
      expect.arrayContaining([
        "POST /remind",
        "send",
        "send remind",
        "process remind",
        "settings",
        "job remind",
      ]),
    );
    const parentOf = (name: string): string | undefined => byName.get(name)?.parentSpanContext?.spanId;
    expect(parentOf("process remind")).toBe(byName.get("send remind")?.spanContext().spanId);
    expect(parentOf("job remind")).toBe(byName.get("process remind")?.spanContext().spanId);
    expect(parentOf("settings")).toBe(byName.get("process remind")?.spanContext().spanId);
  });
});

test("Without an SDK at start-up nothing is wrapped", async () => {
  expect(tracing().attach()).toBeUndefined();
  const seen: unknown[] = [];
  const one = get("/", () => {
    seen.push(traceFields());
    return text("ok");
  });
  await using client = await testClient(createApp({ ...app, routes: { one } }));
  await client.get("/");
  await recorded(async (spans) => {
    await client.get("/");
    expect(spans()).toEqual([]);
  });
  expect(seen).toEqual([{}, {}]);
});

test.each([
  ["of this version", traceparent, caller.traceId],
  ["of a later version", `cc-${caller.traceId}-${caller.spanId}-01-what-the-future-brings`, caller.traceId],
  ["of a later version with a dash at the end", `cc-${caller.traceId}-${caller.spanId}-01-`, caller.traceId],
  ["of a later version without the dash", `cc-${caller.traceId}-${caller.spanId}-01.what`, undefined],
  ["with more than this version has", `${traceparent}-01`, undefined],
  ["of the version that is none", `ff-${caller.traceId}-${caller.spanId}-01`, undefined],
  ["in upper case", traceparent.toUpperCase(), undefined],
  ["without a trace", `00-${"0".repeat(32)}-${caller.spanId}-01`, undefined],
  ["without a parent", `00-${caller.traceId}-${"0".repeat(16)}-01`, undefined],
  ["sent twice", `${traceparent}, ${traceparent}`, undefined],
  ["cut short", traceparent.slice(0, -1), undefined],
])("A traceparent %s", (_what, header, traceId) => {
  expect(readTraceparent(header)?.traceId).toBe(traceId);
});
