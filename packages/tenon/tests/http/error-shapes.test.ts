import { describe, expect, test } from "vitest";
import * as z from "zod";
import {
  createApp,
  DeclaredError,
  defineError,
  dependency,
  detailShape,
  type ErrorShape,
  errorShape,
  get,
  HttpError,
  isoDateTime,
  mount,
  type OpenApiDocument,
  post,
  problemDetails,
  router,
  secured,
} from "../../src/index.ts";
import { oauth2PasswordBearer } from "../../src/security/index.ts";
import { testClient } from "../../src/testing/index.ts";
import { throughBothDoors } from "./doors.ts";

const NameTaken = defineError(409, "name_taken", {
  message: "This name is taken",
  data: z.object({ name: z.string(), since: isoDateTime() }),
});
const OutOfOrder = defineError(409, "out_of_order");
const Closed = defineError(423, "closed", { message: "The shop is closed" });
const Paused = defineError(503, "paused");

const Cat = z.object({ kind: z.literal("cat"), name: z.string() });
const Dog = z.object({ kind: z.literal("dog"), tags: z.array(z.string()) });
const Order = z.object({ "a/b": z.int(), pet: z.discriminatedUnion("kind", [Cat, Dog]).optional() });

const since = new Date("2026-01-02T03:04:05.000Z");
const openingHours = dependency(
  { errors: [Closed], headers: { xNight: z.boolean().default(false) } },
  ({ headers }) => {
    if (headers.xNight) throw new Closed();
  },
);
const oauth2 = oauth2PasswordBearer({ tokenUrl: "/token", scopes: { "orders:read": "Read orders" } });

const routes = {
  orders: router(
    { prefix: "/orders", errors: [Paused] },
    {
      create: post(
        "",
        {
          query: { n: z.int().default(1) },
          body: Order,
          errors: [NameTaken, OutOfOrder],
          depends: { openingHours },
        },
        ({ query }) => {
          if (query.n === 2) throw new OutOfOrder();
          // A row with more than the contract says.
          const row = { name: "ada", since, password: "hunter2" };
          if (query.n === 3) throw new NameTaken(row);
          if (query.n === 4) throw new NameTaken({ name: 1 } as never);
          return "done";
        },
      ),
    },
  ),
  mine: get("/mine", { depends: { token: secured(oauth2, "orders:read") } }, () => 1),
  plain: get("/plain", () => {
    throw new HttpError(404, "No such thing", { headers: { "x-why": "gone" } });
  }),
  listed: get("/listed", () => {
    throw new HttpError(400, [{ reason: 1 }]);
  }),
  defect: get("/defect", () => {
    throw new Error("password=hunter2");
  }),
};
const made = (shape: ErrorShape) => createApp({ title: "Shop", version: "1", routes, errorShape: shape });

/** The schema of one answer of one operation, references followed. */
function answerOf(document: OpenApiDocument, path: string, method: string, status: number) {
  const content = document.paths[path]?.[method]?.responses[status]?.content ?? {};
  const [type = "", media] = Object.entries(content)[0] ?? [];
  return { type, text: JSON.stringify(resolved(media?.schema, document)) };
}

function resolved(schema: unknown, { components }: OpenApiDocument): unknown {
  return JSON.parse(
    JSON.stringify(schema, (_key, value) =>
      typeof value?.$ref === "string" ? components?.schemas?.[value.$ref.split("/").at(-1)] : value,
    ),
  );
}

throughBothDoors("problem details", (open) => {
  test("an error is a problem of its status", async () => {
    await using door = await open(made(problemDetails()));
    const response = await door.send("GET", "/plain?token=secret");
    expect([response.status, response.headers.get("content-type"), response.headers.get("x-why")]).toEqual([
      404,
      "application/problem+json",
      "gone",
    ]);
    expect(response.json()).toEqual({
      type: "about:blank",
      title: "Not Found",
      status: 404,
      detail: "No such thing",
      instance: "/plain",
    });
    expect((await door.send("GET", "/listed")).json()).toMatchObject({
      detail: "Bad Request",
      data: [{ reason: 1 }],
    });
  });

  test("a declared error adds its code and what it carries, and only what it declares", async () => {
    await using door = await open(made(problemDetails({ type: (code) => `https://example.com/${code}` })));
    expect((await door.send("POST", "/orders?n=3", { json: { "a/b": 1 } })).json()).toEqual({
      type: "https://example.com/name_taken",
      title: "This name is taken",
      status: 409,
      detail: "This name is taken",
      instance: "/orders",
      code: "name_taken",
      data: { name: "ada", since: "2026-01-02T03:04:05.000Z" },
    });
    const night = await door.send("POST", "/orders", { json: { "a/b": 1 }, headers: { "x-night": "yes" } });
    expect(night.json()).toMatchObject({ status: 423, code: "closed" });
  });

  test("faults are errors, with a pointer where they are in the body", async () => {
    await using door = await open(made(problemDetails()));
    const json = { "a/b": "x", pet: { kind: "dog", tags: ["a", 1] } };
    const response = await door.send("POST", "/orders?n=x", { json });
    expect([response.status, response.headers.get("content-type")]).toEqual([
      422,
      "application/problem+json",
    ]);
    expect(response.json()).toEqual({
      type: "about:blank",
      title: "Unprocessable Content",
      status: 422,
      detail: "The request does not fit its contract",
      instance: "/orders",
      code: "validation_error",
      errors: [
        expect.objectContaining({ type: "int_parsing", loc: ["query", "n"], input: "x" }),
        expect.objectContaining({ type: "int_parsing", loc: ["body", "a/b"], pointer: "#/a~1b" }),
        // The branch of a union is in `loc`, and no part of the value.
        expect.objectContaining({ loc: ["body", "pet", "dog", "tags", 1], pointer: "#/pet/tags/1" }),
      ],
    });
    expect(response.json<{ errors: object[] }>().errors[0]).not.toHaveProperty("pointer");
    const broken = await door.send("POST", "/orders", {
      body: "{",
      headers: { "content-type": "application/json" },
    });
    expect(broken.json()).toMatchObject({ errors: [{ type: "json_invalid", pointer: "#" }] });
  });

  test("what no operation answers, what security refuses and what nobody expected are problems too", async () => {
    await using door = await open(made(problemDetails({ instance: () => undefined })));
    const problem = (status: number, title: string, detail = title) => ({
      type: "about:blank",
      title,
      status,
      detail,
    });
    expect((await door.send("GET", "/nowhere")).json()).toEqual(problem(404, "Not Found"));
    expect((await door.send("PUT", "/plain")).json()).toEqual(problem(405, "Method Not Allowed"));
    const refused = await door.send("GET", "/mine");
    expect(refused.json()).toEqual(problem(401, "Unauthorized", "Not authenticated"));
    expect(refused.headers.get("www-authenticate")).toBe("Bearer");
    const defect = await door.send("GET", "/defect");
    expect(defect.json()).toEqual(problem(500, "Internal Server Error"));
    expect(defect.headers.get("x-request-id")).not.toBeNull();
    const media = await door.send("POST", "/orders", {
      body: "a",
      headers: { "content-type": "text/plain" },
    });
    expect([media.status, media.headers.get("content-type")]).toEqual([415, "application/problem+json"]);
  });

  test("a mounted app keeps its own shape, in its document too", async () => {
    const inner = made(detailShape);
    const outer = createApp({
      title: "Outer",
      version: "1",
      errorShape: problemDetails(),
      routes: { inner: mount("/inner", inner), plain: routes.plain },
    });
    await using door = await open(outer);
    expect((await door.send("GET", "/inner/plain")).json()).toEqual({ detail: "No such thing" });
    expect((await door.send("GET", "/plain")).json()).toMatchObject({ type: "about:blank" });
    expect((await door.send("GET", "/inner/openapi.json")).text).not.toContain("problem+json");
  });

  test("what a declared error carries has to fit its schema: else it is a defect, and nothing of it leaves", async () => {
    await using door = await open(made(problemDetails()));
    const response = await door.send("POST", "/orders?n=4", { json: { "a/b": 1 } });
    expect([response.status, response.json<{ code?: string }>().code]).toEqual([500, undefined]);
  });

  test("a shape that fails is replaced by the default one", async () => {
    const broken = errorShape({
      schema: z.object({}),
      body: () => {
        throw new Error("a mistake");
      },
    });
    await using door = await open(made(broken));
    const response = await door.send("GET", "/plain");
    expect([response.status, response.json()]).toEqual([404, { detail: "Not Found" }]);
  });
});

describe("problem details in the document", () => {
  const document = made(problemDetails()).openapi();

  test("every error of every operation is a problem", () => {
    const errors = Object.values(document.paths).flatMap((item) =>
      Object.values(item).flatMap(({ responses }) =>
        Object.entries(responses).filter(([status]) => Number(status) >= 400),
      ),
    );
    expect(errors.length).toBeGreaterThan(5);
    for (const [, { content = {} }] of errors)
      expect(Object.keys(content)).toEqual(["application/problem+json"]);
  });

  test("errors of the operation, its routers and its dependencies stand under their names", () => {
    const names = Object.keys(document.components?.schemas ?? {});
    expect(names).toEqual(
      expect.arrayContaining([
        "ClosedError",
        "InputProblem",
        "NameTakenError",
        "OutOfOrderError",
        "PausedError",
        "ProblemDetails",
        "ValidationProblemDetails",
      ]),
    );
    expect(names).not.toContain("HTTPValidationError");
    expect(Object.keys(document.paths["/orders"]?.post?.responses ?? {})).toEqual([
      "200",
      "409",
      "422",
      "423",
      "503",
    ]);
    const taken = answerOf(document, "/orders", "post", 409).text;
    expect(taken).toContain('"const":"name_taken"');
    expect(taken).toContain('"const":"out_of_order"');
    expect(taken).toContain('"since":{"type":"string","format":"date-time"}');
  });

  test("the wire fits it", async () => {
    const address = (path: string) => `https://example.com${path}`;
    const shape = problemDetails({ type: address, instance: ({ path }) => address(path) });
    await using client = await testClient(made(shape));
    const sent = await client.post("/orders?n=3", { json: { "a/b": 1 } });
    const schema = JSON.parse(answerOf(document, "/orders", "post", 409).text);
    const [taken] = schema.oneOf;
    expect(z.fromJSONSchema(taken).parse(sent.json())).toEqual(sent.json());
    const refused = await client.post("/orders", { json: {} });
    const invalid = JSON.parse(answerOf(document, "/orders", "post", 422).text);
    expect(z.fromJSONSchema(invalid).parse(refused.json())).toEqual(refused.json());
  });
});

test("a typed client reads every shape the same way", async () => {
  for (const shape of [detailShape, problemDetails(), problemDetails({ validationStatus: 400 }), envelope]) {
    await using client = await testClient(made(shape));
    const create = (n: number) => client.api.orders.create({ query: { n }, body: { "a/b": 1 } });
    expect(await create(2)).toMatchObject({ ok: false, status: 409, code: "out_of_order" });
    const taken = await create(3);
    expect(taken).toMatchObject({
      ok: false,
      code: "name_taken",
      data: { name: "ada", since: "2026-01-02T03:04:05.000Z" },
    });
    const invalid = await client.api.orders.create({ body: { "a/b": "x" } as never });
    expect(invalid).toMatchObject({
      ok: false,
      status: shape.validation.status,
      code: "validation_error",
      data: undefined,
      detail: [{ type: "int_parsing", loc: ["body", "a/b"], msg: expect.any(String) }],
    });
    expect(await client.api.plain()).toMatchObject({
      ok: false,
      status: 404,
      code: undefined,
      detail: "No such thing",
    });
  }
});

/** FastAPI users' favourite: everything under one key. */
const Envelope = z
  .object({
    error: z.object({
      code: z.string(),
      message: z.string(),
      data: z.unknown().optional(),
      faults: z
        .array(z.object({ type: z.string(), loc: z.array(z.union([z.string(), z.int()])), msg: z.string() }))
        .optional(),
    }),
  })
  .meta({ id: "ErrorEnvelope" });
const envelope = errorShape({
  schema: Envelope,
  body: (error) => ({
    error: {
      code: error.code ?? "http_error",
      message: error.message,
      ...(error instanceof DeclaredError ? { data: error.data } : {}),
    },
  }),
  validation: {
    status: 400,
    schema: Envelope,
    body: ({ code, faults }) => ({
      error: {
        code,
        message: "Not valid",
        faults: faults.map(({ type, loc, msg }) => ({ type, loc: [...loc], msg })),
      },
    }),
  },
  read: (body) => {
    const { code, message, data, faults } = (body as z.infer<typeof Envelope>).error;
    return { code: code === "http_error" ? undefined : code, detail: message, data, faults };
  },
});

/** Conduit's: `{"errors": {"body": ["title can't be empty"]}}`. */
const conduit = errorShape({
  schema: z.object({ errors: z.object({ body: z.array(z.string()) }) }),
  body: (error) => ({ errors: { body: [error.message] } }),
  validation: {
    body: ({ faults }) => ({ errors: { body: faults.map(({ loc, msg }) => `${loc.at(-1)}: ${msg}`) } }),
  },
});

throughBothDoors("an error shape of one's own", (open) => {
  test("an envelope: wire and document together, faults with a status of one's own", async () => {
    const app = made(envelope);
    await using door = await open(app);
    expect((await door.send("GET", "/plain")).json()).toEqual({
      error: { code: "http_error", message: "No such thing" },
    });
    const response = await door.send("POST", "/orders", { json: {} });
    expect(response.status).toBe(400);
    expect(response.json()).toMatchObject({
      error: { code: "validation_error", faults: [{ type: "missing", loc: ["body", "a/b"] }] },
    });
    const document = app.openapi();
    const responses = document.paths["/orders"]?.post?.responses ?? {};
    expect(Object.keys(responses)).toEqual(["200", "400", "409", "423", "503"]);
    for (const status of [400, 409, 423])
      expect(responses[status]?.content).toEqual({
        "application/json": { schema: { $ref: "#/components/schemas/ErrorEnvelope" } },
      });
    expect(responses[409]?.description).toBe("This name is taken / Out of order");
    expect(JSON.stringify(document)).not.toContain("HTTPError");
  });

  test("Conduit's", async () => {
    const app = made(conduit);
    await using door = await open(app);
    const response = await door.send("POST", "/orders", { json: {} });
    expect([response.status, response.json()]).toEqual([
      422,
      { errors: { body: ["a/b: This is required"] } },
    ]);
    expect((await door.send("GET", "/nowhere")).json()).toEqual({ errors: { body: ["Not Found"] } });
    const document = app.openapi();
    expect(answerOf(document, "/orders", "post", 422).text).toContain('"errors"');
    expect(Object.keys(document.components?.schemas ?? {})).toContain("HTTPError");
    expect(Object.keys(document.components?.schemas ?? {})).not.toContain("HTTPValidationError");
  });

  test("only the status of faults, all else as it was", async () => {
    const app = made({ ...detailShape, validation: { ...detailShape.validation, status: 400 } });
    await using door = await open(app);
    const response = await door.send("POST", "/orders", { json: {} });
    expect([response.status, response.json()]).toMatchObject([400, { detail: [{ type: "missing" }] }]);
    const answers = Object.keys(app.openapi().paths["/orders"]?.post?.responses ?? {});
    expect([answers.includes("400"), answers.includes("422")]).toEqual([true, false]);
  });
});

test("what an error carries must be possible to send: else the app does not start", async () => {
  const Odd = defineError(409, "odd", { data: z.object({ at: z.date() }) });
  const checking = dependency({ errors: [Odd] }, () => 1);
  const app = createApp({
    title: "t",
    version: "1",
    routes: { it: get("", { depends: { checking } }, () => 1) },
  });
  await expect(app.start()).rejects.toThrow(/it: error odd: the response has a date at "at".*isoDateTime/);
});

test("a status that is no client's error is refused", () => {
  expect(() => problemDetails({ validationStatus: 200 })).toThrow(/validationStatus is 400 to 499, not 200/);
  expect(() => errorShape({ schema: z.string(), body: () => "", validation: { status: 500 } })).toThrow(
    /400 to 499/,
  );
});
