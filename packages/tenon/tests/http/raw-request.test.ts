import { expect, test } from "vitest";
import { createApp, get, mount, post, request } from "../../src/index.ts";
import { throughBothDoors } from "./doors.ts";

const raw = { depends: { request } };
const app = createApp({
  title: "t",
  version: "1",
  bodyLimit: 100,
  routes: {
    echo: post("/echo", raw, async ({ request }) => ({ size: (await request.bytes()).length })),
    large: post("/large", { ...raw, bodyLimit: 1000 }, async ({ request }) => ({
      size: (await request.bytes()).length,
    })),
    head: post("/head", raw, ({ request }) => ({ name: request.headers.get("x-name") })),
    where: get("/where", raw, ({ request }) => ({ url: new URL(request.url).pathname })),
    mounted: mount("/mounted", async (incoming) => Response.json({ size: (await incoming.bytes()).length })),
  },
});

/** A body whose length nobody declares. */
function chunked(size: number): ReadableStream<Uint8Array> {
  return new Blob(["a".repeat(size)]).stream() as ReadableStream<Uint8Array>;
}

throughBothDoors("the web request", (open) => {
  test.each([
    ["/echo", 100, 200],
    ["/echo", 101, 413],
    ["/large", 1000, 200],
    ["/large", 1001, 413],
    ["/mounted/", 100, 200],
    ["/mounted/", 101, 413],
  ])("%s reads no more of a body than the limit: %i bytes are a %i", async (path, size, status) => {
    await using door = await open(app);
    const declared = await door.send("POST", path, { body: "a".repeat(size) });
    const streamed = await door.send("POST", path, { body: chunked(size) });
    expect([declared.status, streamed.status]).toEqual([status, status]);
    if (status === 200) expect([declared.json(), streamed.json()]).toEqual([{ size }, { size }]);
    else
      expect(declared.json()).toEqual({
        detail: `The body is larger than the ${size - 1} bytes that are read here`,
      });
  });

  test("is there without its body, too", async () => {
    await using door = await open(app);
    const head = await door.send("POST", "/head", { body: "a".repeat(500), headers: { "x-name": "Ada" } });
    expect([head.status, head.json()]).toEqual([200, { name: "Ada" }]);
    expect((await door.send("GET", "/where")).json()).toEqual({ url: "/where" });
  });
});
