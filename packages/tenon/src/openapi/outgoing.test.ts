import { describe, expect, it } from "vitest";
import * as z from "zod";
import { type Callback, callback, createApp, get, post, router, type Webhook, webhook } from "../index.ts";
import { checkDocument } from "./check-document.fixture.ts";
import type { DocumentInfo } from "./document.ts";

const Done = z.object({ url: z.url(), at: z.string().default("now") }).meta({ id: "Done" });
const Receipt = z.object({ ok: z.boolean().default(true) }).meta({ id: "Receipt" });

function documentOf(
  {
    webhooks = {},
    callbacks = {},
  }: {
    readonly webhooks?: Readonly<Record<string, Webhook>>;
    readonly callbacks?: Readonly<Record<string, Callback>>;
  },
  more: Partial<DocumentInfo> = {},
) {
  const start = post("/exports", { body: z.object({ callbackUrl: z.url() }), callbacks }, () => 1);
  const document = createApp({
    title: "T",
    version: "1",
    ...more,
    routes: { exports: { start } },
    webhooks,
  }).openapi();
  expect(checkDocument(document)).toEqual([]);
  return document;
}

describe("a webhook", () => {
  it("is a request that we write and an answer that we read", () => {
    const document = documentOf({
      webhooks: {
        exportDone: webhook({
          body: Done,
          headers: { xSignature: z.string().meta({ description: "HMAC of the body" }) },
          response: Receipt,
          responses: { 410: { description: "Never again" } },
          tags: ["hooks"],
          description: "Sent when an export is there.",
        }),
      },
    });
    expect(document.tags).toEqual([{ name: "hooks" }]);
    expect(document.webhooks).toEqual({
      exportDone: {
        post: {
          tags: ["hooks"],
          summary: "Export done",
          description: "Sent when an export is there.",
          operationId: "webhooks.exportDone",
          parameters: [
            {
              name: "x-signature",
              in: "header",
              description: "HMAC of the body",
              required: true,
              schema: { type: "string" },
            },
          ],
          requestBody: {
            required: true,
            content: { "application/json": { schema: { $ref: "#/components/schemas/Done" } } },
          },
          responses: {
            200: {
              description: "Successful Response",
              content: { "application/json": { schema: { $ref: "#/components/schemas/Receipt" } } },
            },
            410: { description: "Never again" },
          },
          security: [],
        },
      },
    });
    // Written by us: what has a default is there. Read by us: it may be missing.
    expect(document.components?.schemas?.Done).toMatchObject({ required: ["url", "at"] });
    expect(document.components?.schemas?.Receipt).not.toHaveProperty("required");
  });

  it("is called what its key and the hook say, by any method, with what is written by hand", () => {
    const ping = webhook({ method: "PUT", status: 204, deprecated: true, openapi: { "x-retries": 5 } });
    expect(documentOf({ webhooks: { "new-thing": ping } }).webhooks).toEqual({
      "new-thing": {
        put: {
          summary: "New thing",
          operationId: "webhooks.new-thing",
          deprecated: true,
          responses: { 204: { description: "Successful Response" } },
          security: [],
          "x-retries": 5,
        },
      },
    });
    const operationId = ({ id }: { id: string }) => id.toUpperCase();
    expect(documentOf({ webhooks: { ping } }, { operationId }).webhooks?.ping?.put?.operationId).toBe(
      "WEBHOOKS.PING",
    );
  });

  it("shares its schemas with the operations, also where the two sides differ", () => {
    const app = createApp({
      title: "T",
      version: "1",
      routes: { make: post("/", { body: Done }, () => 1) },
      webhooks: { made: webhook({ body: Done, response: Done }) },
    });
    const document = app.openapi();
    const made = document.webhooks?.made?.post;
    expect(Object.keys(document.components?.schemas ?? {})).toEqual([
      "Done",
      "DoneInput",
      "HTTPValidationError",
      "ValidationError",
    ]);
    expect(made?.requestBody?.content["application/json"]?.schema.$ref).toBe("#/components/schemas/Done");
    expect(made?.responses["200"]?.content?.["application/json"]?.schema.$ref).toBe(
      "#/components/schemas/DoneInput",
    );
  });

  it("stands in the app's own document only", async () => {
    const app = createApp({
      title: "T",
      version: "1",
      routes: {
        v1: router({ prefix: "/v1", document: {} }, { one: get("/", () => 1) }),
      },
      webhooks: { made: webhook({ body: Done }) },
    });
    const read = async (path: string) => (await app.fetch(new Request(`http://t${path}`))).json();
    expect(await read("/openapi.json")).toHaveProperty("webhooks.made");
    expect(await read("/v1/openapi.json")).not.toHaveProperty("webhooks");
    await app.stop();
  });
});

describe("a callback", () => {
  it("stands with its operation, by name and URL", () => {
    const document = documentOf({
      callbacks: { done: callback("{$request.body#/callbackUrl}/done", { body: Done, status: 204 }) },
    });
    expect(document.paths["/exports"]?.post?.callbacks).toEqual({
      done: {
        "{$request.body#/callbackUrl}/done": {
          post: {
            summary: "Done",
            operationId: "exports.start.done",
            requestBody: {
              required: true,
              content: { "application/json": { schema: { $ref: "#/components/schemas/Done" } } },
            },
            responses: { 204: { description: "Successful Response" } },
            security: [],
          },
        },
      },
    });
  });

  it("has a name of its own", () => {
    const callbacks = {
      done: callback("{$request.body#/callbackUrl}", { openapi: { operationId: "exports.start" } }),
    };
    expect(() => documentOf({ callbacks })).toThrow(
      'exports.start and exports.start.done have one operationId, "exports.start"',
    );
  });
});
