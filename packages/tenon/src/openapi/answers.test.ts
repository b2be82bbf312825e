import { expect, test } from "vitest";
import * as z from "zod";
import { createApp, defineError, get, put, staticFiles } from "../index.ts";
import { checkDocument } from "./check-document.fixture.ts";

const Note = z.object({ id: z.int() }).meta({ id: "Note" });
const Gone = defineError(410, "gone");
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
  expect(answers("/moved")).toEqual({ "302": { description: "Successful Response" } });
  expect(Object.keys(document.paths)).not.toContain("/static");
  expect(checkDocument(app.openapi())).toEqual([]);
});
