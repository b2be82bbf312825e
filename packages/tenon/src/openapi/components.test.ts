import { describe, expect, it } from "vitest";
import * as z from "zod";
import { createApp } from "../app/app.ts";
import { get, post } from "../routing/operation.ts";
import type { Routes } from "../routing/router.ts";
import { checkDocument } from "./check-document.fixture.ts";
import { SchemaComponents } from "./components.ts";

function schemasOf(routes: Routes) {
  const document = createApp({ title: "T", version: "1", routes }).openapi();
  expect(checkDocument(document)).toEqual([]);
  return document.components?.schemas ?? {};
}

const text = { type: "string" };

describe("named schemas", () => {
  it("stand once, sorted, wherever they are used", () => {
    const B = z.object({ name: z.string() }).meta({ id: "B" });
    const A = z.object({ b: B }).meta({ id: "A" });
    const schemas = schemasOf({
      one: get("/one", { response: z.array(A) }, () => []),
      two: post("/two", { body: z.object({ again: B }), response: B.nullable() }, () => null),
    });
    expect(Object.keys(schemas)).toEqual(["A", "B", "HTTPValidationError", "ValidationError"]);
    expect(schemas.A).toEqual({
      type: "object",
      properties: { b: { $ref: "#/components/schemas/B" } },
      required: ["b"],
    });
  });

  it("have a second entry only where the request differs, and whatever refers to it has too", () => {
    const Inner = z.object({ colour: z.string().default("red") }).meta({ id: "Inner" });
    const Outer = z.object({ inner: Inner }).meta({ id: "Outer" });
    const Same = z.object({ name: z.string() }).meta({ id: "Same" });
    const Sent = z.object({ inner: Inner }).meta({ id: "Sent" });
    const schemas = schemasOf({
      one: post("/one", { body: Outer, response: Outer }, ({ body }) => body),
      two: post("/two", { body: Same, response: Same }, ({ body }) => body),
      three: post("/three", { body: Sent }, () => 1),
    });
    expect(Object.keys(schemas).filter((name) => !name.endsWith("Error"))).toEqual([
      "Inner",
      "InnerInput",
      "Outer",
      "OuterInput",
      "Same",
      "Sent",
    ]);
    expect(schemas.Outer).toMatchObject({ properties: { inner: { $ref: "#/components/schemas/Inner" } } });
    expect(schemas.OuterInput).toMatchObject({
      properties: { inner: { $ref: "#/components/schemas/InnerInput" } },
    });
    expect(schemas.Sent).toMatchObject({
      properties: { inner: { $ref: "#/components/schemas/InnerInput" } },
    });
    expect(schemas.Inner).toMatchObject({ required: ["colour"] });
    expect(schemas.InnerInput).not.toHaveProperty("required");
  });

  it("may refer to themselves", () => {
    const Tree = z.object({
      name: z.string(),
      get children() {
        return z.array(Tree);
      },
    });
    const Named = z
      .object({
        get next() {
          return Named.optional();
        },
      })
      .meta({ id: "Named" });
    const schemas = schemasOf({
      trees: { grow: post("/grow", { body: Tree, response: z.array(Tree) }, () => []) },
      named: get("/named", { response: Named }, () => ({})),
    });
    expect(Object.keys(schemas).filter((name) => !name.endsWith("Error"))).toEqual([
      "Named",
      "TreesGrowBody",
      "TreesGrowResponsePart",
    ]);
    expect(schemas.TreesGrowBody).toMatchObject({
      properties: {
        name: text,
        children: { type: "array", items: { $ref: "#/components/schemas/TreesGrowBody" } },
      },
    });
  });

  it("say the same wherever they are met, also about parts without a name that refer to themselves", () => {
    const Branch = z
      .object({
        name: z.string(),
        get children() {
          return z.array(Branch).default([]);
        },
      })
      .meta({ id: "Branch" });
    // Shares the list of children, which is now part of two schemas and of a circle.
    const Planted = z.object({ ...Branch.shape, id: z.int() }).meta({ id: "Planted" });
    const Loop = z.object({
      get again() {
        return Loop.optional();
      },
    });
    const Holder = z.object({ loop: Loop }).meta({ id: "Holder" });
    const schemas = schemasOf({
      one: get("/one", { response: Planted }, () => ({ name: "a", children: [], id: 1 })),
      two: get("/two", { response: Branch }, () => ({ name: "a", children: [] })),
      three: get("/three", { response: z.object({ loop: Loop, holder: Holder }) }, () => ({
        loop: {},
        holder: { loop: {} },
      })),
      four: get("/four", { response: Holder }, () => ({ loop: {} })),
    });
    expect(Object.keys(schemas)).toEqual(["Branch", "Holder", "HolderPart", "Planted", "ThreeResponsePart"]);
    const children = { type: "array", items: { $ref: "#/components/schemas/Branch" }, default: [] };
    expect(schemas.Branch?.properties).toMatchObject({ children });
    expect(schemas.Planted?.properties).toMatchObject({ children });
    expect(schemas.Holder?.properties).toEqual({ loop: { $ref: "#/components/schemas/HolderPart" } });
  });

  it("have names that OpenAPI allows", () => {
    const Page = z.object({ n: z.int() }).meta({ id: "Page<User> / 1" });
    expect(Object.keys(schemasOf({ it: get("/", { response: Page }, () => ({ n: 1 })) }))).toEqual([
      "Page_User_1",
    ]);
  });
});

describe("a name that stands for two shapes", () => {
  it("is refused with both places", () => {
    const routes = {
      one: get("/one", { response: z.object({ a: z.string() }).meta({ id: "Thing!" }) }, () => ({ a: "" })),
      two: get("/two", { response: z.object({ b: z.string() }).meta({ id: "Thing?" }) }, () => ({ b: "" })),
    };
    // Two ids that become one name here: Zod itself may refuse two equal ones.
    expect(() => createApp({ title: "T", version: "1", routes }).openapi()).toThrow(
      'Two schemas are called "Thing_": one in one: response, one in two: response.',
    );
  });

  it("is refused when the other is a request's side", () => {
    const components = new SchemaComponents();
    const place = (where: string) => ({ where, name: "Unnamed" });
    const refer = (name: string, json: object) => ({ $ref: `#/$defs/${name}`, $defs: { [name]: json } });
    components.place(refer("User", { type: "string" }), "input", place("a: body"));
    components.place(refer("User", { type: "integer" }), "output", place("b: response"));
    components.place(refer("UserInput", { type: "null" }), "output", place("c: response"));
    expect(() => components.finish()).toThrow(
      'calls its side "UserInput", which is another schema\'s name in c: response',
    );
  });

  it("is none when only the order of keys or the examples differ", () => {
    const components = new SchemaComponents();
    const place = { where: "a", name: "Unnamed" };
    components.place({ $ref: "#/$defs/A", $defs: { A: { type: "string", title: "A" } } }, "input", place);
    const sent = components.place(
      { $ref: "#/$defs/A", $defs: { A: { title: "A", type: "string" } } },
      "input",
      place,
    );
    components.place(
      { $ref: "#/$defs/A", $defs: { A: { title: "A", type: "string", examples: ["x"] } } },
      "output",
      place,
    );
    expect(components.finish()).toEqual({ A: { title: "A", type: "string", examples: ["x"] } });
    expect(sent).toEqual({ $ref: "#/components/schemas/A" });
  });
});
