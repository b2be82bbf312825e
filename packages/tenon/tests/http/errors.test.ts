import { expect, test } from "vitest";
import * as z from "zod";
import {
  createApp,
  defineError,
  dependency,
  get,
  HttpError,
  type Logger,
  onError,
  post,
  Reply,
} from "../../src/index.ts";
import { cors } from "../../src/middleware/index.ts";
import { throughBothDoors } from "./doors.ts";

const UsernameTaken = defineError(409, "username_taken");
const QuotaUsed = defineError(429, "quota_used", {
  message: "The quota is used up",
  data: z.object({ limit: z.int() }),
});

class Base extends Error {}
class Special extends Base {}

function collectingLogger() {
  const lines: { level: string; fields: Record<string, unknown>; message: string | undefined }[] = [];
  const at =
    (level: string, bound: Record<string, unknown>) =>
    (fields: object, message?: string): void =>
      void lines.push({ level, fields: { ...bound, ...fields }, message });
  const make = (bound: Record<string, unknown>): Logger => ({
    debug: at("debug", bound),
    info: at("info", bound),
    warn: at("warn", bound),
    error: at("error", bound),
    child: (fields) => make({ ...bound, ...fields }),
  });
  return { lines, logger: make({}) };
}

const failing = dependency(() => {
  throw new QuotaUsed({ limit: 3 });
});

const app = createApp({
  title: "t",
  version: "1",
  middleware: [cors({ origins: ["https://front.example"] })],
  onError: [
    onError(Base, (error) => new HttpError(400, `base: ${error.message}`)),
    onError(Special, () => new Reply(418, ["content-type", "text/plain"], "special")),
  ],
  routes: {
    plain: get("/plain", () => {
      throw new HttpError(404, "User not found", { headers: { "X-Why": "gone" } });
    }),
    json: get("/json", () => {
      throw new HttpError(400, { reason: ["a", 1] });
    }),
    declared: get("/declared", { errors: [UsernameTaken] }, () => {
      throw new UsernameTaken();
    }),
    carried: get("/carried", { depends: { failing }, errors: [QuotaUsed] }, () => 1),
    base: get("/base", () => {
      throw new Base("b");
    }),
    special: get("/special", () => {
      throw new Special("s");
    }),
    defect: get("/defect", () => {
      throw new Error("password=hunter2");
    }),
    text: get("/text", () => {
      // biome-ignore lint/style/useThrowOnlyError: what JavaScript lets pass must be survived
      throw "a string";
    }),
    unavailable: get("/unavailable", () => {
      throw new HttpError(503, "Later", { cause: new Error("db is gone"), headers: { "retry-after": "5" } });
    }),
    body: post(
      "/body",
      { body: z.object({ password: z.string().min(8).meta({ format: "password" }), n: z.int() }) },
      () => 1,
    ),
  },
});

throughBothDoors("errors", (open) => {
  test("have FastAPI's body, with the code and data of a declared one beside it", async () => {
    await using door = await open(app);
    const plain = await door.send("GET", "/plain");
    expect([plain.status, plain.json(), plain.headers.get("x-why")]).toEqual([
      404,
      { detail: "User not found" },
      "gone",
    ]);
    expect((await door.send("GET", "/json")).json()).toEqual({ detail: { reason: ["a", 1] } });
    const declared = await door.send("GET", "/declared");
    expect([declared.status, declared.json()]).toEqual([
      409,
      { detail: "Username taken", code: "username_taken" },
    ]);
    expect((await door.send("GET", "/carried")).json()).toEqual({
      detail: "The quota is used up",
      code: "quota_used",
      data: { limit: 3 },
    });
  });

  test("are handled by the closest class", async () => {
    await using door = await open(app);
    const base = await door.send("GET", "/base");
    expect([base.status, base.json()]).toEqual([400, { detail: "base: b" }]);
    const special = await door.send("GET", "/special");
    expect([special.status, special.text]).toEqual([418, "special"]);
  });

  test("nobody expected leak nothing, carry the request id and CORS headers, and are logged once with their cause", async () => {
    const { lines, logger } = collectingLogger();
    await using door = await open(app, { logger });
    const response = await door.send("GET", "/defect", { headers: { origin: "https://front.example" } });
    expect([response.status, response.json()]).toEqual([500, { detail: "Internal Server Error" }]);
    expect(response.headers.get("access-control-allow-origin")).toBe("https://front.example");
    const id = response.headers.get("x-request-id");
    expect(id).toMatch(/^[0-9a-f-]{36}$/);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatchObject({
      level: "error",
      fields: { category: "defect", requestId: id, status: 500, err: { message: "password=hunter2" } },
    });
    expect((await door.send("GET", "/text")).status).toBe(500);
  });

  test.each([
    ["/plain", "caller"],
    ["/declared", "conflict"],
    ["/unavailable", "dependency"],
  ])("%s is logged once, as %s", async (path, category) => {
    const { lines, logger } = collectingLogger();
    await using door = await open(app, { logger });
    await door.send("GET", path);
    expect(lines.map(({ fields }) => fields.category)).toEqual([category]);
    expect(lines[0]?.fields.requestId).toBeDefined();
  });

  test("never echo a password, nor the body it stands in", async () => {
    await using door = await open(app);
    const response = await door.send("POST", "/body", { json: { password: "hunter2", n: "x" } });
    expect(response.status).toBe(422);
    expect(response.text).not.toContain("hunter2");
    const missing = await door.send("POST", "/body", { json: { password: "hunter2hunter2" } });
    expect(missing.text).not.toContain("hunter2");
    expect(missing.json()).toMatchObject({ detail: [{ type: "missing", loc: ["body", "n"] }] });
  });
});
