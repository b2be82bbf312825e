import { expect, test } from "vitest";
import { EventLines } from "./event-lines.ts";
import { linesOf } from "./text-lines.ts";

function bodyOf(...chunks: string[]): ReadableStream<Uint8Array> {
  return ReadableStream.from(chunks.map((it) => new TextEncoder().encode(it)));
}

test("lines end with any of the three breaks, wherever a chunk is cut", async () => {
  const text = "a\r\nb\rc\n\r\n\rd";
  const whole = await Array.fromAsync(linesOf(bodyOf(text)));
  expect(whole).toEqual(["a", "b", "c", "", "", "d"]);
  for (let at = 1; at < text.length; at++)
    expect(await Array.fromAsync(linesOf(bodyOf(text.slice(0, at), text.slice(at))))).toEqual(whole);
});

test("events are put together as the standard says", () => {
  const lines = new EventLines("");
  const said = [
    "\uFEFF: a comment",
    'data: {"a":',
    "data:1}",
    "event: add",
    "id: 7",
    "",
    "data",
    "",
    "data:  two",
    "id",
    "retry: 20",
    "",
    "event: nothing",
    "",
  ];
  const events = said.flatMap((line) => lines.take(line) ?? []);
  expect(events).toEqual([
    { data: { a: 1 }, event: "add", id: "7" },
    { data: "", event: "message", id: "7" },
    { data: " two", event: "message", id: "" },
  ]);
  expect(lines.pause).toBe(20);
});
