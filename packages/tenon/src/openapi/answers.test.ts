import { expect, test } from "vitest";
import * as z from "zod";
import { createApp, defineError, get, post, put, router, staticFiles } from "../index.ts";
import { oauth2Errors, oauth2PasswordFormStrict, oauth2Refusals } from "../security/index.ts";
import { checkDocument } from "./check-document.fixture.ts";

const Note = z.object({ id: z.int() }).meta({ id: "Note" });
const Gone = defineError(410, "gone");
const Lost = defineError(404, "lost");
const note = { $ref: "#/components/schemas/Note" };

const app = createApp({
  title: "t",
  version: "1",
  routes: {
    upsert: put(
      "/notes",
      {
        response: Note,
        responseDescription: "Was there",
        responses: {
          200: { headers: { "x-count": z.int() } },
          201: { schema: Note, description: "Made" },
          202: z.object({ job: z.string() }),
          204: {},
          404: { type: "text/plain", schema: z.string() },
          410: Note,
        },
        errors: [Gone],
      },
      () => ({ id: 1 }),
    ),
    plain: get("/plain", { responses: { 200: { type: "text/plain" } } }, () => ""),
    pdf: get("/pdf", { responses: { 200: { type: "application/pdf" } } }, () => ""),
    lines: get("/lines", { responses: { 200: { type: "application/jsonl", items: Note } } }, () => ""),
    events: get("/events", { responses: { 200: { type: "text/event-stream", items: Note } } }, () => ""),
    anyEvents: get("/any-events", { responses: { 200: { type: "text/event-stream" } } }, () => ""),
    moved: get("/moved", { status: 302 }, () => ""),
    files: staticFiles("/static", "."),
  },
});

test("declared answers stand in the document, mounts do not", () => {
  const document = app.openapi() as unknown as {
    paths: Record<string, Record<string, { responses: Record<string, Record<string, unknown>> }>>;
  };
  const answers = (path: string, method = "get") => document.paths[path]?.[method]?.responses ?? {};
  const upsert = answers("/notes", "put");
  expect(Object.keys(upsert)).toEqual(["200", "201", "202", "204", "404", "410"]);
  expect(upsert["200"]).toEqual({
    description: "Was there",
    headers: { "x-count": { schema: expect.objectContaining({ type: "integer" }) } },
    content: { "application/json": { schema: note } },
  });
  expect(upsert["201"]).toEqual({ description: "Made", content: { "application/json": { schema: note } } });
  expect(upsert["204"]).toEqual({ description: "Successful Response" });
  expect(upsert["404"]).toEqual({
    description: "Not Found",
    content: { "text/plain": { schema: { type: "string" } } },
  });
  expect(JSON.stringify(upsert["410"])).toContain("components/schemas/Note");
  expect(answers("/plain")["200"]?.content).toEqual({ "text/plain": { schema: { type: "string" } } });
  expect(answers("/pdf")["200"]?.content).toEqual({ "application/pdf": { schema: {} } });
  expect(answers("/lines")["200"]?.content).toEqual({
    "application/jsonl": { schema: { type: "string" }, "x-itemSchema": note },
  });
  expect(JSON.stringify(answers("/events"))).toContain(
    '"contentSchema":{"$ref":"#/components/schemas/Note"}',
  );
  const text = { type: "string" };
  expect(answers("/any-events")["200"]?.content).toEqual({
    "text/event-stream": {
      schema: text,
      "x-itemSchema": {
        type: "object",
        properties: { data: text, event: text, id: text, retry: { type: "integer", minimum: 0 } },
      },
    },
  });
  expect(answers("/moved")).toEqual({ "302": { description: "Successful Response" } });
  expect(Object.keys(document.paths)).not.toContain("/static");
  expect(checkDocument(app.openapi())).toEqual([]);
});

test("answers of the app, its routers and the operation are one list, the innermost word on each counts", () => {
  const Problem = z.object({ problem: z.string() }).meta({ id: "Problem" });
  const { paths } = createApp({
    title: "t",
    version: "1",
    responses: { 418: { description: "I refuse" }, 403: { description: "Not you" }, default: Problem },
    routes: {
      inner: router(
        { responses: { 403: { schema: Problem, description: "Not here" }, "5XX": Problem } },
        {
          one: get("/one", { responses: { 404: Problem } }, () => 1),
          two: get(
            "/two",
            { responses: { 403: { description: "Own" }, "5XX": { description: "Oh" } } },
            () => 1,
          ),
        },
      ),
    },
  }).openapi();
  const content = { "application/json": { schema: { $ref: "#/components/schemas/Problem" } } };
  expect(paths["/one"]?.get?.responses).toMatchObject({
    200: {},
    403: { description: "Not here", content },
    404: { description: "Not Found", content },
    418: { description: "I refuse" },
    "5XX": { description: "Server Error", content },
    default: { description: "Default Response", content },
  });
  expect(paths["/two"]?.get?.responses).toMatchObject({
    403: { description: "Own" },
    "5XX": { description: "Oh" },
  });
  expect(paths["/two"]?.get?.responses["403"]).not.toHaveProperty("content");
});

test("an answer links to what may follow it, by the keys of the record", () => {
  const links = {
    read: {
      operation: "notes.one",
      parameters: { id: "$response.body#/id" },
      description: "The note that was made",
    },
    secret: { operation: "notes.secret" },
  };
  const notes = {
    make: put("/notes", { status: 201, response: Note, responses: { 201: { links } } }, () => ({ id: 1 })),
    one: get("/notes/:id", { params: { id: z.int() }, response: Note }, () => ({ id: 1 })),
    secret: get("/secret", { hidden: true }, () => 1),
  };
  const made = createApp({
    title: "t",
    version: "1",
    routes: { notes },
    operationId: ({ id }) => `own-${id}`,
  });
  expect(made.openapi().paths["/notes"]?.put?.responses["201"]?.links).toEqual({
    read: {
      operationId: "own-notes.one",
      parameters: { id: "$response.body#/id" },
      description: "The note that was made",
    },
  });
  const { make } = notes;
  const lost = createApp({ title: "t", version: "1", routes: { make } });
  expect(() => lost.openapi()).toThrow(
    'make: response: the link "read" leads to "notes.one", which is no operation.',
  );
});

test("the headers of an answer say what their schemas say", () => {
  const headers = {
    "x-count": z.int().meta({ description: "How many there are", examples: [12] }),
    "x-old": z.string().meta({ deprecated: true }),
  };
  const { paths } = createApp({
    title: "t",
    version: "1",
    routes: {
      list: get("/", { responses: { 200: { headers }, 404: { headers } }, errors: [Lost] }, () => 1),
    },
  }).openapi();
  const responses = paths["/"]?.get?.responses ?? {};
  const shown = {
    "x-count": { description: "How many there are", schema: { type: "integer" }, example: 12 },
    "x-old": { deprecated: true, schema: { type: "string" } },
  };
  expect(responses["200"]?.headers).toEqual(shown);
  // Beside an error of the same status, too.
  expect(responses["404"]?.headers).toEqual(shown);
});

test("an operation that answers faults of its inputs itself does not promise the app's answer to them", () => {
  const { paths } = createApp({
    title: "t",
    version: "1",
    routes: {
      token: post(
        "/token",
        {
          form: oauth2PasswordFormStrict,
          response: z.object({ access_token: z.string() }),
          responses: oauth2Refusals,
          onError: oauth2Errors,
        },
        () => ({ access_token: "t" }),
      ),
    },
  }).openapi();
  const responses = paths?.["/token"]?.post?.responses ?? {};
  expect(Object.keys(responses)).toEqual(["200", "400", "401"]);
  expect(responses["400"]).toMatchObject({
    content: { "application/json": { schema: { $ref: "#/components/schemas/OAuth2Error" } } },
  });
});
