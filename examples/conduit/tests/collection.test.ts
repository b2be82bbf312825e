/** The official API collection against the app, through both doors. */
import { describe, expect, test } from "vitest";
import { collections } from "./collection.ts";
import { useConduit } from "./conduit.ts";
import { take } from "./step.ts";

describe.each(["fetch", "node"] as const)("the official API collection, through the %s door", (door) => {
  const send = useConduit(door);

  test.each(Object.entries(collections))("%s", async (_name, steps) => {
    const kept = new Map<string, unknown>([["uid", crypto.randomUUID().slice(0, 8)]]);
    for (const step of steps) await take(step, send, kept);
  });

  test("every answer is JSON that a script of any origin may read, and says so", async () => {
    const answer = await send("GET", "/api/tags");
    expect(answer.headers.get("content-type")).toMatch(/^application\/json/);
  });
});

test("a step that is not met is found out", async () => {
  const kept = new Map<string, unknown>();
  const send = async () => ({ status: 200, headers: new Headers(), body: { tags: ["a"] } });
  const step = { name: "tags", request: "GET /api/tags", status: 200 } as const;
  await expect(take({ ...step, status: 404 }, send, kept)).rejects.toThrow();
  await expect(take({ ...step, body: { "tags.0": "b" } }, send, kept)).rejects.toThrow();
  await take({ ...step, body: { "tags.0": "a" } }, send, kept);
});
