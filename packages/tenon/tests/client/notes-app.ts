/** An app with everything that a client has to deal with: a caller, statuses, errors, files, lines, events, bytes, trouble. */
import * as z from "zod";
import {
  abortSignal,
  createApp,
  defineError,
  dependency,
  empty,
  events,
  get,
  HttpError,
  json,
  jsonLines,
  post,
  put,
  respond,
  router,
  serverSentEvent,
  stream,
} from "../../src/index.ts";
import { httpBearer } from "../../src/security/index.ts";

export const Note = z.object({ id: z.int(), text: z.string() }).meta({ id: "Note" });
const Tick = z.object({ number: z.int() });
export const NoteTaken = defineError(409, "note_taken", { data: z.object({ by: z.int() }) });
export const NoteLocked = defineError(423, "note_locked");

/** What happened on the server. */
export class Server {
  /** The token that is good now. */
  token = "one";
  refreshes = 0;
  /** How often the next request of a kind fails before it works, and with what. */
  trouble: { status: number; times: number; retryAfter?: string } = { status: 503, times: 0 };
  asked = 0;
  connections: string[] = [];
}

/** The routes, over what happens on a server. */
export function notesApi(server: Server) {
  const bearer = httpBearer();
  const caller = dependency({ name: "caller", depends: { token: bearer } }, ({ token }) => {
    if (token !== server.token) throw new HttpError(401, "No longer");
    return { name: "ada" };
  });
  const failing = () => {
    server.asked += 1;
    const { status, times, retryAfter } = server.trouble;
    if (times === 0) return;
    server.trouble.times -= 1;
    throw new HttpError(
      status,
      "Not now",
      retryAfter === undefined ? {} : { headers: { "retry-after": retryAfter } },
    );
  };
  const notes = router(
    { prefix: "/notes", errors: [NoteLocked] },
    {
      one: get("/:id", { summary: "Read a note", params: { id: z.int() }, response: Note }, ({ params }) => {
        if (params.id === 0) throw new NoteLocked();
        return { id: params.id, text: "kept" };
      }),
      save: put(
        "/:id",
        {
          params: { id: z.int() },
          query: { quiet: z.boolean().default(false), tags: z.array(z.string()).optional() },
          headers: { ifMatch: z.string().optional() },
          body: z.object({ text: z.string().min(1) }),
          response: Note,
          responses: { 201: Note.extend({ isNew: z.literal(true) }) },
          errors: [NoteTaken],
        },
        ({ params, body }) => {
          if (params.id === 9) throw new NoteTaken({ by: 3 });
          if (params.id === 1) return { id: 1, text: body.text };
          return respond(201, { id: params.id, text: body.text, isNew: true as const });
        },
      ),
      mine: get("/mine/all", { response: z.array(Note), depends: { caller } }, () => [
        { id: 1, text: "mine" },
      ]),
      upload: post(
        "/files",
        {
          form: { title: z.string(), file: z.file() },
          response: z.object({ title: z.string(), size: z.int() }),
          status: 201,
        },
        ({ form }) => ({ title: form.title, size: form.file.size }),
      ),
      write: post("/trouble", { response: z.object({ ok: z.boolean() }) }, () => {
        failing();
        return { ok: true };
      }),
    },
  );
  return {
    notes,
    refresh: post("/refresh", { response: z.object({ token: z.string() }) }, () => {
      server.refreshes += 1;
      server.token = `fresh ${server.refreshes}`;
      return { token: server.token };
    }),
    trouble: get("/trouble", { response: z.object({ ok: z.boolean() }) }, () => {
      failing();
      return { ok: true };
    }),
    lines: get("/lines", { responses: { 200: { type: "application/jsonl", items: Note } } }, () =>
      jsonLines([
        { id: 1, text: "line\u2028one" },
        { id: 2, text: "two" },
      ]),
    ),
    bytes: get("/bytes", { responses: { 200: { type: "application/octet-stream" } } }, () =>
      stream([new Uint8Array([1, 2]), new Uint8Array([3])], { type: "application/octet-stream" }),
    ),
    csv: get("/csv", { responses: { 200: { type: "text/csv", schema: z.string() } } }, () =>
      stream(["id\n", "1\n"], { type: "text/csv" }),
    ),
    ticks: get(
      "/ticks",
      {
        headers: { lastEventId: z.int().default(0) },
        responses: { 200: { type: "text/event-stream", items: Tick } },
      },
      ({ headers: { lastEventId } }) => {
        server.connections.push(String(lastEventId));
        if (lastEventId >= 4) return empty(204);
        const two = [lastEventId + 1, lastEventId + 2];
        return events(
          two.map((number) => serverSentEvent({ event: "tick", id: String(number), data: { number } })),
          { retry: 0 },
        );
      },
    ),
    refused: get(
      "/refused",
      {
        headers: { lastEventId: z.int().default(0) },
        responses: { 200: { type: "text/event-stream", items: Tick } },
      },
      ({ headers }) => {
        if (headers.lastEventId > 0) throw new HttpError(403, "No more");
        return events([serverSentEvent({ id: "1", data: { number: 1 } })], { retry: 0 });
      },
    ),
    forever: get(
      "/forever",
      { depends: { signal: abortSignal }, responses: { 200: { type: "text/event-stream", items: Tick } } },
      ({ signal }) =>
        events(
          (async function* () {
            yield { number: 1 };
            await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve()));
          })(),
        ),
    ),
    raw: get("/raw", {}, () => json({ anything: true })),
  };
}

/** The app of those routes. */
export function notesApp(server: Server) {
  return createApp({ title: "Notes", version: "1.0.0", routes: notesApi(server) });
}
