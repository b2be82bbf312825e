import { describe, expect, it } from "vitest";
import * as z from "zod";
import { createApp, get, type Operation, post } from "../index.ts";
import { checkDocument } from "./check-document.fixture.ts";

function documentOf(operation: Operation) {
  const document = createApp({ title: "T", version: "1", routes: { it: operation } }).openapi();
  expect(checkDocument(document)).toEqual([]);
  return document;
}

const named = { warm: { summary: "Warm", value: "red" }, cold: { value: "blue" } };

describe("examples", () => {
  it("of a parameter are one, several, or several with names", () => {
    const { paths } = documentOf(
      get(
        "/",
        {
          query: {
            one: z.string().meta({ examples: ["a"] }),
            two: z.string().meta({ examples: ["a", "b"] }),
            colour: z.string().meta({ examples: named }),
          },
        },
        () => 1,
      ),
    );
    expect(paths["/"]?.get?.parameters).toMatchObject([
      { name: "one", example: "a" },
      { name: "two", examples: { example1: { value: "a" }, example2: { value: "b" } } },
      { name: "colour", schema: { type: "string" }, examples: named },
    ]);
  });

  it("of a body stay with the schema, and with names stand beside it", () => {
    const shape = z.object({ name: z.string().meta({ examples: ["Bright"] }) });
    const Lamp = shape.meta({ id: "Lamp" });
    const listed = shape.meta({ id: "ListedLamp", examples: [{ name: "Dim" }] });
    const withNames = Lamp.meta({ examples: { dim: { summary: "Dim", value: { name: "Dim" } } } });
    const byList = documentOf(post("/", { body: listed }, () => 1));
    expect(byList.components?.schemas?.ListedLamp).toMatchObject({
      properties: { name: { examples: ["Bright"] } },
      examples: [{ name: "Dim" }],
    });
    const byName = documentOf(post("/", { body: withNames }, () => 1));
    expect(byName.paths["/"]?.post?.requestBody?.content["application/json"]).toEqual({
      schema: { $ref: "#/components/schemas/Lamp" },
      examples: { dim: { summary: "Dim", value: { name: "Dim" } } },
    });
  });

  it("with names are values where JSON Schema stands alone", () => {
    const Colour = z.object({ colour: z.string().meta({ examples: named }) });
    const { paths } = documentOf(get("/", { response: Colour }, () => ({ colour: "red" })));
    expect(paths["/"]?.get?.responses["200"]?.content?.["application/json"]?.schema).toMatchObject({
      properties: { colour: { examples: ["red", "blue"] } },
    });
  });

  it("of answers are values, or have names", () => {
    const { paths } = documentOf(
      get(
        "/",
        {
          response: z.string(),
          responses: {
            200: { examples: named },
            404: { schema: z.string(), examples: ["nothing here"] },
            409: { type: "text/csv", examples: ["a;b", "c;d"] },
          },
        },
        () => "",
      ),
    );
    const responses = paths["/"]?.get?.responses ?? {};
    expect(responses["200"]?.content).toEqual({
      "application/json": { schema: { type: "string" }, examples: named },
    });
    expect(responses["404"]?.content?.["application/json"]?.example).toBe("nothing here");
    expect(responses["409"]?.content?.["text/csv"]?.examples).toEqual({
      example1: { value: "a;b" },
      example2: { value: "c;d" },
    });
  });
});

describe("what says hidden", () => {
  it("is no parameter, field or property of the document, and is read all the same", async () => {
    const secret = z.string().default("none").meta({ hidden: true });
    const operation = post(
      "/",
      { query: { shown: z.int().default(1), secret }, form: { name: z.string(), trap: secret } },
      ({ query, form }) => [query.secret, form.trap],
    );
    const { paths } = documentOf(operation);
    expect(paths["/"]?.post?.parameters?.map(({ name }) => name)).toEqual(["shown"]);
    expect(paths["/"]?.post?.requestBody?.content["application/x-www-form-urlencoded"]?.schema).toEqual({
      type: "object",
      properties: { name: { type: "string" } },
      required: ["name"],
    });
    const app = createApp({ title: "T", version: "1", routes: { it: operation } });
    const body = new URLSearchParams({ name: "a", trap: "b" });
    const answer = await app.fetch(new Request("http://t/?secret=s", { method: "POST", body }));
    expect(await answer.json()).toEqual(["s", "b"]);
    await app.stop();
  });

  it("is no property of a schema either, nor required", () => {
    const Part = z.object({ a: z.string(), b: z.string().meta({ hidden: true }) }).meta({ id: "Part" });
    const { components } = documentOf(post("/", { body: z.array(Part) }, () => 1));
    expect(components?.schemas?.Part).toEqual({
      type: "object",
      properties: { a: { type: "string" } },
      required: ["a"],
    });
  });

  it("stays where a path cannot be called without it", () => {
    const { paths } = documentOf(get("/:id", { params: { id: z.string().meta({ hidden: true }) } }, () => 1));
    expect(paths["/{id}"]?.get?.parameters?.map(({ name }) => name)).toEqual(["id"]);
  });
});
