/** The core cases, with the same shop said in each schema library: the same answers through both doors, the same document. */
import { describe, expect, test } from "vitest";
import { createApp, get, post } from "../../src/index.ts";
import type { TestRequest } from "../../src/testing/index.ts";
import { throughBothDoors } from "./doors.ts";
import { libraries, type Vocabulary } from "./libraries.fixture.ts";

const owner = { name: "Ada", email: "ada@example.org" };
const item = { name: "Lamp", price: 2.5, colour: "red", note: null, owner };
const filled = { ...item, stock: 0, tags: [] };

function shop(vocabulary: Vocabulary) {
  const {
    int,
    optionalInt,
    colour,
    optionalColour,
    tags,
    ids,
    uuid,
    day,
    moment,
    intOrFlag,
    word,
    ...bodies
  } = vocabulary;
  const { page, strictFilter, pet, strictBody, counts, note, tree } = bodies;
  return createApp({
    title: "Shop",
    version: "1",
    routes: {
      query: get(
        "/query",
        { query: { n: int, m: optionalInt, c: optionalColour, tags } },
        ({ query }) => query,
      ),
      values: get("/values", { query: { colour, word, ids, either: intOrFlag } }, ({ query }) => query),
      page: get("/page", { query: page }, ({ query }) => query),
      strict: get("/strict", { query: strictFilter }, ({ query }) => query),
      thing: get(
        "/things/:id",
        { params: { id: uuid }, headers: { xCount: int }, cookies: { level: optionalInt } },
        ({ params, headers, cookies }) => ({ ...params, ...headers, ...cookies }),
      ),
      form: post("/form", { form: { n: int, day, moment, tags } }, ({ form }) => form),
      create: post(
        "/items",
        { body: vocabulary.item, response: vocabulary.item, status: 201 },
        ({ body }) => body,
      ),
      pets: post("/pets", { body: pet, response: pet }, ({ body }) => body),
      strictly: post("/strictly", { body: strictBody }, ({ body }) => body),
      counts: post("/counts", { body: counts, response: counts }, ({ body }) => body),
      note: post("/note", { body: note, response: note }, ({ body }) => body),
      trees: post("/trees", { body: tree, response: tree }, ({ body }) => body),
      parts: post("/parts", { body: { counts, note } }, ({ body }) => body),
      row: get("/row", { response: vocabulary.item }, () => new Row()),
      broken: get("/broken", { response: vocabulary.item }, () => ({ ...filled, price: -1 })),
    },
  });
}

/** As a database gives it: getters, and more than anybody asked for. */
class Row {
  readonly name = "Lamp";
  readonly price = 2.5;
  readonly colour = "blue";
  readonly note = "old";
  readonly password = "hunter2";
  get owner() {
    return { ...owner, password: "hunter2" };
  }
  get owners() {
    return [{ ...owner, password: "hunter2" }];
  }
}

type Answer = readonly [status: number, body: unknown];

/** What each request is answered; a 422 by the type and place of its faults. */
const cases: readonly (readonly [
  name: string,
  method: string,
  path: string,
  request: TestRequest,
  answer: Answer,
])[] = [
  ["text is coerced", "GET", "/query?n=5&m=-3", {}, [200, { n: 5, m: -3 }]],
  ["repeated keys fill a list", "GET", "/query?n=1&tags=a&tags=b", {}, [200, { n: 1, tags: ["a", "b"] }]],
  ["one key is a list of one", "GET", "/query?n=1&tags=a", {}, [200, { n: 1, tags: ["a"] }]],
  ["an empty optional number is absent", "GET", "/query?n=1&m=", {}, [200, { n: 1 }]],
  ["what is required is missing", "GET", "/query", {}, [422, [["missing", "query", "n"]]]],
  [
    "what is no number",
    "GET",
    "/query?n=x&m=1.5",
    {},
    [
      422,
      [
        ["int_parsing", "query", "n"],
        ["int_parsing", "query", "m"],
      ],
    ],
  ],
  ["what is none of the words", "GET", "/query?n=1&c=green", {}, [422, [["enum", "query", "c"]]]],
  [
    "a union takes what fits",
    "GET",
    "/values?colour=red&word=abc&ids=1&either=yes",
    {},
    [200, { colour: "red", word: "abc", ids: [1], either: true }],
  ],
  [
    "a union takes the number first",
    "GET",
    "/values?colour=red&word=abc&ids=1&ids=2&either=1",
    {},
    [200, { colour: "red", word: "abc", ids: [1, 2], either: 1 }],
  ],
  [
    "bounds of texts and lists",
    "GET",
    "/values?colour=x&word=a&ids=1&ids=2&ids=3&ids=4&either=1",
    {},
    [
      422,
      [
        ["enum", "query", "colour"],
        ["string_too_short", "query", "word"],
        ["too_long", "query", "ids"],
      ],
    ],
  ],
  [
    "a text too long, an entry that is no number",
    "GET",
    "/values?colour=red&word=abcdef&ids=x&either=1",
    {},
    [
      422,
      [
        ["string_too_long", "query", "word"],
        ["int_parsing", "query", "ids", 0],
      ],
    ],
  ],
  ["defaults of an object", "GET", "/page", {}, [200, { size: 20, full: false }]],
  [
    "an object of a query is coerced, unknown names are nobody's",
    "GET",
    "/page?size=7&full=on&x=1",
    {},
    [200, { size: 7, full: true }],
  ],
  ["bounds of numbers", "GET", "/page?size=0", {}, [422, [["greater_than_equal", "query", "size"]]]],
  ["the other bound", "GET", "/page?size=101", {}, [422, [["less_than_equal", "query", "size"]]]],
  ["a strict object", "GET", "/strict?limit=3&q=x", {}, [200, { limit: 3, q: "x" }]],
  [
    "a strict object refuses what it does not know",
    "GET",
    "/strict?a=1&b=2",
    {},
    [
      422,
      [
        ["extra_forbidden", "query", "a"],
        ["extra_forbidden", "query", "b"],
      ],
    ],
  ],
  [
    "paths, headers and cookies",
    "GET",
    "/things/0b9f2a4c-5d1e-4f6a-8b7c-9d0e1f2a3b4c",
    { headers: { "x-count": "3", cookie: "level=2" } },
    [200, { id: "0b9f2a4c-5d1e-4f6a-8b7c-9d0e1f2a3b4c", xCount: 3, level: 2 }],
  ],
  [
    "a format, a header and a cookie at fault",
    "GET",
    "/things/nope",
    { headers: { "x-count": "x", cookie: "level=x" } },
    [
      422,
      [
        ["uuid_parsing", "path", "id"],
        ["int_parsing", "header", "x-count"],
        ["int_parsing", "cookie", "level"],
      ],
    ],
  ],
  [
    "a form",
    "POST",
    "/form",
    { form: { n: "1", day: "2026-01-31", moment: "2026-01-31T10:00:00Z", tags: ["a", "b"] } },
    [200, { n: 1, day: "2026-01-31", moment: "2026-01-31T10:00:00Z", tags: ["a", "b"] }],
  ],
  [
    "a form at fault",
    "POST",
    "/form",
    { form: { n: "", day: "yesterday", moment: "now" } },
    [
      422,
      [
        ["missing", "body", "n"],
        ["date_from_datetime_parsing", "body", "day"],
        ["datetime_from_date_parsing", "body", "moment"],
      ],
    ],
  ],
  [
    "a body has its defaults, and what is unknown is dropped",
    "POST",
    "/items",
    { json: { ...item, admin: true } },
    [201, filled],
  ],
  [
    "everything of a body arrives",
    "POST",
    "/items",
    { json: { ...filled, weight: 1.5, owners: [owner, owner], stock: 3, tags: ["a"] } },
    [201, { ...filled, weight: 1.5, owners: [owner, owner], stock: 3, tags: ["a"] }],
  ],
  [
    "every fault of a body, however deep, and JSON is taken as it is",
    "POST",
    "/items",
    {
      json: {
        name: "",
        price: "2.5",
        stock: 1.5,
        colour: 3,
        note: 1,
        weight: null,
        tags: [1, "a", 2],
        owner: { name: 1 },
        owners: [{}],
      },
    },
    [
      422,
      [
        ["string_too_short", "body", "name"],
        ["float_type", "body", "price"],
        ["int_from_float", "body", "stock"],
        ["enum", "body", "colour"],
        ["string_type", "body", "note"],
        ["float_type", "body", "weight"],
        ["string_type", "body", "tags", 0],
        ["string_type", "body", "tags", 2],
        ["string_type", "body", "owner", "name"],
        ["missing", "body", "owner", "email"],
        ["missing", "body", "owners", 0, "name"],
        ["missing", "body", "owners", 0, "email"],
      ],
    ],
  ],
  [
    "null is not absent",
    "POST",
    "/items",
    { json: { ...item, stock: null } },
    [422, [["int_type", "body", "stock"]]],
  ],
  [
    "nullable is not optional",
    "POST",
    "/items",
    { json: { ...item, note: undefined } },
    [422, [["missing", "body", "note"]]],
  ],
  [
    "a value out of bounds",
    "POST",
    "/items",
    { json: { ...item, price: 0 } },
    [422, [["greater_than", "body", "price"]]],
  ],
  ["no object at all", "POST", "/items", { json: [1] }, [422, [["model_attributes_type", "body"]]]],
  ["no body", "POST", "/items", {}, [422, [["missing", "body"]]]],
  [
    "the tag says which one",
    "POST",
    "/pets",
    { json: { kind: "cat", lives: 9, name: "x" } },
    [200, { kind: "cat", lives: 9 }],
  ],
  [
    "the tag's one is at fault",
    "POST",
    "/pets",
    { json: { kind: "dog", lives: 9 } },
    [422, [["missing", "body", "dog", "name"]]],
  ],
  ["a tag nobody has", "POST", "/pets", { json: { kind: "fish" } }, [422, [["union_tag_invalid", "body"]]]],
  ["no tag", "POST", "/pets", { json: { lives: 9 } }, [422, [["union_tag_not_found", "body"]]]],
  ["a strict body", "POST", "/strictly", { json: { a: 1 } }, [200, { a: 1 }]],
  [
    "a strict body refuses every key it does not know",
    "POST",
    "/strictly",
    { json: { a: 1, b: 2, c: 3 } },
    [
      422,
      [
        ["extra_forbidden", "body", "b"],
        ["extra_forbidden", "body", "c"],
      ],
    ],
  ],
  ["a record", "POST", "/counts", { json: { a: 1, "b c": 2 } }, [200, { a: 1, "b c": 2 }]],
  [
    "an entry of a record",
    "POST",
    "/counts",
    { json: { a: 1, b: "x" } },
    [422, [["int_parsing", "body", "b"]]],
  ],
  ["no record", "POST", "/counts", { json: "x" }, [422, [["dict_type", "body"]]]],
  ["a scalar body", "POST", "/note", { json: "hello" }, [200, "hello"]],
  ["another scalar", "POST", "/note", { json: 5 }, [422, [["string_type", "body"]]]],
  [
    "a schema that holds itself",
    "POST",
    "/trees",
    { json: { label: "a", children: [{ label: "b", children: [], x: 1 }] } },
    [200, { label: "a", children: [{ label: "b", children: [] }] }],
  ],
  [
    "deep in a schema that holds itself",
    "POST",
    "/trees",
    { json: { label: "a", children: [{ label: 1 }] } },
    [
      422,
      [
        ["string_type", "body", "children", 0, "label"],
        ["missing", "body", "children", 0, "children"],
      ],
    ],
  ],
  [
    "named parts of a body",
    "POST",
    "/parts",
    { json: { counts: { a: 1 }, note: "x" } },
    [200, { counts: { a: 1 }, note: "x" }],
  ],
  [
    "each part at fault",
    "POST",
    "/parts",
    { json: { counts: { a: "x" } } },
    [
      422,
      [
        ["int_parsing", "body", "counts", "a"],
        ["missing", "body", "note"],
      ],
    ],
  ],
  [
    "an answer has its defaults, and only what is declared leaves",
    "GET",
    "/row",
    {},
    [200, { ...filled, colour: "blue", note: "old", owners: [owner] }],
  ],
  [
    "an answer that breaks its contract never leaves",
    "GET",
    "/broken",
    {},
    [500, { detail: "Internal Server Error" }],
  ],
];

function sorted(places: unknown[][]): string[] {
  return places.map((place) => JSON.stringify(place)).sort();
}

for (const [library, vocabulary] of Object.entries(libraries)) {
  throughBothDoors(library, (open) => {
    const app = shop(vocabulary);
    test.each(cases)("%s", async (_name, method, path, request, [status, body]) => {
      await using door = await open(app);
      const response = await door.send(method, path, request);
      if (status !== 422) {
        expect([response.status, response.json()]).toEqual([status, body]);
        return;
      }
      const { detail } = response.json<{ detail: { type: string; loc: unknown[] }[] }>();
      // A library's own order of properties is its own.
      expect(sorted(detail.map(({ type, loc }) => [type, ...loc]))).toEqual(sorted(body as unknown[][]));
    });
  });
}

describe("the document", () => {
  const documentOf = (library: string) => meaningOf(shop(libraries[library] as Vocabulary).openapi());
  const expected = documentOf("Zod 4");
  test.each(Object.keys(libraries))("is the same with %s", (library) => {
    expect(documentOf(library)).toEqual(expected);
  });
  test("is written the same on every start", () => {
    for (const vocabulary of Object.values(libraries))
      expect(JSON.stringify(shop(vocabulary).openapi())).toBe(JSON.stringify(shop(vocabulary).openapi()));
  });
});

interface Named {
  readonly name: string;
}

/** What of a document has a meaning: not the order of alternatives, nor which of two notations says the same. */
function meaningOf(document: object): unknown {
  return JSON.parse(JSON.stringify(document), (key, value) => {
    if ((key === "required" || key === "enum") && Array.isArray(value)) return value.toSorted();
    // ArkType has words of its own for a UUID, and an order of its own for properties.
    if (key === "description" && value === "a UUID") return undefined;
    if (key === "parameters") return value.toSorted((a: Named, b: Named) => (a.name < b.name ? -1 : 1));
    if (typeof value !== "object" || value === null) return value;
    const { oneOf, type, ...rest } = value;
    // Where tags exclude each other, any of them is one of them.
    if (Array.isArray(oneOf)) return { ...rest, anyOf: oneOf };
    if (Array.isArray(type)) return { anyOf: type.map((one) => ({ type: one })), ...rest };
    return value;
  });
}
