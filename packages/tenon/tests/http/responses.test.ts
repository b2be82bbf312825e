import { expect, test } from "vitest";
import * as z from "zod";
import { createApp, get, Reply } from "../../src/index.ts";
import { throughBothDoors } from "./doors.ts";

const Public = z.object({ id: z.int(), name: z.string() });
class Row {
  readonly id = 1;
  readonly passwordHash = "secret";
  get name(): string {
    return "from a getter";
  }
}
const moment = z.codec(z.iso.datetime(), z.date(), {
  decode: (text) => new Date(text),
  encode: (date) => date.toISOString(),
});

const app = createApp({
  title: "t",
  version: "1",
  routes: {
    plain: get(
      "/plain",
      { response: Public },
      () => ({ id: 1, name: "a", passwordHash: "secret" }) as { id: number; name: string },
    ),
    row: get("/row", { response: Public }, () => new Row()),
    list: get("/list", { response: z.object({ items: z.array(Public) }) }, () => ({
      items: [new Row(), new Row()],
    })),
    codec: get("/codec", { response: z.object({ at: moment }), query: { at: moment } }, ({ query }) => ({
      at: new Date(query.at.getTime() + 1000),
    })),
    broken: get("/broken", { response: Public }, () => ({ id: "x" as unknown as number, name: "secret" })),
    own: get(
      "/own",
      { response: Public },
      () => new Response("mine", { status: 202, headers: { "x-own": "1" } }),
    ),
    reply: get("/reply", () => new Reply(200, ["content-type", "text/plain; charset=utf-8"], "text")),
    nothing: get("/nothing", () => undefined),
    async: get("/async", { response: Public }, async () => ({ id: 2, name: "later" })),
  },
});

throughBothDoors("responses", (open) => {
  test("an undeclared field never leaves, of plain objects and class instances alike", async () => {
    await using door = await open(app);
    expect((await door.send("GET", "/plain")).json()).toEqual({ id: 1, name: "a" });
    expect((await door.send("GET", "/row")).json()).toEqual({ id: 1, name: "from a getter" });
    expect((await door.send("GET", "/list")).text).not.toContain("secret");
    expect((await door.send("GET", "/async")).json()).toEqual({ id: 2, name: "later" });
  });

  test("a codec decodes a request and encodes a response", async () => {
    await using door = await open(app);
    expect((await door.send("GET", "/codec?at=2026-01-01T00:00:00Z")).json()).toEqual({
      at: "2026-01-01T00:00:01.000Z",
    });
  });

  test("a value that breaks its contract is a 500 and never sent", async () => {
    await using door = await open(app);
    const response = await door.send("GET", "/broken");
    expect([response.status, response.json()]).toEqual([500, { detail: "Internal Server Error" }]);
  });

  test("a Response or a Reply of the handler's own is sent as it is", async () => {
    await using door = await open(app);
    const own = await door.send("GET", "/own");
    expect([own.status, own.text, own.headers.get("x-own")]).toEqual([202, "mine", "1"]);
    const reply = await door.send("GET", "/reply");
    expect([reply.text, reply.headers.get("content-type")]).toEqual(["text", "text/plain; charset=utf-8"]);
    expect((await door.send("GET", "/nothing")).text).toBe("null");
  });

  test("a response that can neither be encoded nor described does not start, and says which", async () => {
    const bad = createApp({
      title: "t",
      version: "1",
      routes: {
        users: { one: get("/", { response: z.object({ at: z.date() }) }, () => ({ at: new Date() })) },
      },
    });
    await expect(open(bad)).rejects.toThrow(/users\.one: response/);
  });
});
