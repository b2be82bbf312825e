/** The typed client against a running app, through both doors. */
import { expect, test } from "vitest";
import { type ClientOptions, createClient, EventStreamError, routes } from "../../src/client/index.ts";
import { type Open, throughBothDoors } from "../http/doors.ts";
import { type notesApi, notesApp, Server } from "./notes-app.ts";

type Api = ReturnType<typeof notesApi>;
const atOnce = { backoff: () => 0 };

async function opened(open: Open, options: Partial<ClientOptions> = {}) {
  const server = new Server();
  const app = notesApp(server);
  const door = await open(app);
  const sent: Request[] = [];
  const client = createClient<Api>(routes(app.options.routes), {
    baseUrl: "http://notes.example",
    retry: atOnce,
    fetch: (request) => {
      sent.push(request);
      return door.fetch(request);
    },
    ...options,
  });
  return { server, client, sent, [Symbol.asyncDispose]: () => door[Symbol.asyncDispose]() };
}

throughBothDoors("a typed client", (open) => {
  test("tells successes by status, and errors by code", async () => {
    await using it = await opened(open);
    const save = (id: number) =>
      it.client.notes.save({ params: { id }, query: { tags: ["a", "b"] }, body: { text: "new" } });
    const old = await save(1);
    if (!old.ok || old.status !== 200) throw new Error("not saved");
    expect(old.data).toEqual({ id: 1, text: "new" });
    const made = await save(2);
    if (!made.ok || made.status !== 201) throw new Error("not made");
    expect(made.data.isNew).toBe(true);
    const taken = await save(9);
    if (taken.ok || taken.code !== "note_taken") throw new Error("not taken");
    expect([taken.status, taken.data.by]).toEqual([409, 3]);
    const locked = await it.client.notes.one({ params: { id: 0 } });
    expect(locked).toMatchObject({ ok: false, status: 423, code: "note_locked" });
    const wrong = await it.client.notes.save({ params: { id: 1 }, body: { text: "" } });
    if (wrong.ok || wrong.code !== "validation_error") throw new Error("not refused");
    expect(wrong.detail.map(({ loc }) => loc)).toEqual([["body", "text"]]);
    expect((await it.client.raw()).ok).toBe(true);
  });

  test("sends its headers, and the word of its scheme", async () => {
    await using it = await opened(open, {
      headers: { "x-app": "test" },
      auth: { token: () => "secret", scheme: "Token" },
    });
    await it.client.raw();
    await it.client.raw({ auth: false });
    const headers = it.sent.map((request) => [
      request.headers.get("x-app"),
      request.headers.get("authorization"),
    ]);
    expect(headers).toEqual([
      ["test", "Token secret"],
      ["test", null],
    ]);
  });

  test("gets one new token for many calls at once, and sends each once more", async () => {
    let token = "stale";
    await using it = await opened(open, {
      auth: {
        token: () => token,
        refresh: async () => {
          const fresh = await it.client.refresh({ auth: false });
          if (!fresh.ok) return undefined;
          token = fresh.data.token;
          return token;
        },
      },
    });
    const results = await Promise.all(Array.from({ length: 8 }, () => it.client.notes.mine()));
    expect(results.map(({ status }) => status)).toEqual(Array(8).fill(200));
    expect(it.server.refreshes).toBe(1);
    // The token has become stale again: it is asked for again.
    it.server.token = "another";
    expect((await it.client.notes.mine()).ok).toBe(true);
    expect(it.server.refreshes).toBe(2);
  });

  test("gives the 401 when there is no other token, and when the other one is refused, too", async () => {
    let asked = 0;
    const refresh = (): undefined => {
      asked += 1;
    };
    const gone = { token: () => "stale", refresh };
    await using it = await opened(open, { auth: gone });
    expect(await it.client.notes.mine()).toMatchObject({ ok: false, status: 401 });
    expect(await it.client.notes.mine()).toMatchObject({ ok: false, status: 401 });
    expect(asked).toBe(2);
    await using other = await opened(open, { auth: { token: () => "stale", refresh: () => "stale, too" } });
    expect(await other.client.notes.mine()).toMatchObject({ ok: false, status: 401 });
    expect(other.sent).toHaveLength(2);
    // A token of the call's own is the call's own business.
    await other.client.notes.mine({ token: "own" });
    expect(other.sent).toHaveLength(3);
  });

  test("tries safe methods again, and no others", async () => {
    await using it = await opened(open);
    it.server.trouble = { status: 503, times: 2 };
    expect(await it.client.trouble()).toMatchObject({ ok: true, data: { ok: true } });
    expect(it.server.asked).toBe(3);
    it.server.trouble = { status: 503, times: 3 };
    expect(await it.client.trouble()).toMatchObject({ ok: false, status: 503 });
    it.server.trouble = { status: 503, times: 1 };
    expect(await it.client.notes.write()).toMatchObject({ ok: false, status: 503 });
    it.server.trouble = { status: 503, times: 1 };
    expect(await it.client.notes.write({ headers: { "idempotency-key": "a" } })).toMatchObject({ ok: true });
    it.server.trouble = { status: 503, times: 1 };
    expect(await it.client.trouble({ retry: false })).toMatchObject({ ok: false, status: 503 });
    it.server.trouble = { status: 500, times: 1 };
    expect(await it.client.trouble()).toMatchObject({ ok: false, status: 500 });
  });

  test("waits as long as the answer says, and not longer than it likes", async () => {
    await using it = await opened(open, { retry: { backoff: () => 1e9 } });
    it.server.trouble = { status: 429, times: 1, retryAfter: "0" };
    expect((await it.client.trouble()).ok).toBe(true);
    it.server.trouble = { status: 503, times: 1, retryAfter: "3600" };
    expect(await it.client.trouble()).toMatchObject({ ok: false, status: 503 });
  });

  test("gives up when aborted, while it waits for another try, too", async () => {
    await using it = await opened(open, { retry: { backoff: () => 1e6 } });
    it.server.trouble = { status: 503, times: 1 };
    const controller = new AbortController();
    const call = it.client.trouble({ signal: controller.signal });
    const refused = expect(call).rejects.toThrow("enough");
    await expect.poll(() => it.server.asked).toBe(1);
    controller.abort(new Error("enough"));
    await refused;
    await expect(it.client.trouble({ signal: AbortSignal.abort(new Error("before")) })).rejects.toThrow(
      "before",
    );
  });

  test("sends files", async () => {
    await using it = await opened(open);
    const file = new File(["four"], "a.txt", { type: "text/plain" });
    const sent = await it.client.notes.upload({ form: { title: "letter", file } });
    expect(sent).toMatchObject({ ok: true, status: 201, data: { title: "letter", size: 4 } });
  });

  test("reads lines, bytes and texts as they come", async () => {
    await using it = await opened(open);
    const lines = await it.client.lines();
    if (!lines.ok) throw new Error("no lines");
    const texts: string[] = [];
    for await (const { text } of lines.data) texts.push(text);
    expect(texts).toEqual(["line\u2028one", "two"]);
    const bytes = await it.client.bytes();
    expect(await new Response(bytes.data as ReadableStream).bytes()).toEqual(new Uint8Array([1, 2, 3]));
    expect(await it.client.csv()).toMatchObject({ ok: true, data: "id\n1\n" });
  });

  test("reads events, and goes on after the last one when the connection ends", async () => {
    await using it = await opened(open);
    const ticks = await it.client.ticks();
    if (!ticks.ok) throw new Error("no ticks");
    const heard: unknown[] = [];
    for await (const { event, id, data } of ticks.data) heard.push([event, id, data.number]);
    expect(heard).toEqual([1, 2, 3, 4].map((number) => ["tick", String(number), number]));
    expect(it.server.connections).toEqual(["0", "2", "4"]);
    const once = await it.client.ticks({ reconnect: false });
    if (!once.ok) throw new Error("no ticks");
    expect((await Array.fromAsync(once.data)).length).toBe(2);
  });

  test("ends a stream of events that is refused, left or aborted", async () => {
    await using it = await opened(open);
    const refused = await it.client.refused();
    if (!refused.ok) throw new Error("no events");
    await expect(Array.fromAsync(refused.data)).rejects.toThrow(EventStreamError);
    const left = await it.client.forever();
    if (!left.ok) throw new Error("no events");
    for await (const { data } of left.data) {
      expect(data.number).toBe(1);
      break;
    }
    const controller = new AbortController();
    const aborted = await it.client.forever({ signal: controller.signal });
    if (!aborted.ok) throw new Error("no events");
    const reading = (async () => {
      for await (const _ of aborted.data) controller.abort(new Error("enough"));
    })();
    await expect(reading).rejects.toThrow();
  });
});

test("a connection that fails is tried again, for safe methods", async () => {
  let tries = 0;
  const server = notesApp(new Server());
  const client = createClient<Api>(routes(server.options.routes), {
    baseUrl: "http://notes.example",
    retry: { ...atOnce, limit: 3 },
    fetch: async () => {
      tries += 1;
      if (tries < 3) throw new TypeError("fetch failed");
      return Response.json({ ok: true });
    },
  });
  expect((await client.trouble()).ok).toBe(true);
  expect(tries).toBe(3);
  tries = 0;
  await expect(client.notes.write()).rejects.toThrow("fetch failed");
  expect(tries).toBe(1);
});
