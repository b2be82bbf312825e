import { expect, test } from "vitest";
import { jittered, retryAfter } from "./retries.ts";

test("the wait is a random part of a time that doubles, up to ten seconds", () => {
  const longest = [1, 2, 3, 10].map((attempt) => jittered(attempt, () => 1));
  expect(longest).toEqual([300, 600, 1200, 10_000]);
  expect(jittered(3, () => 0)).toBe(0);
  expect(jittered(3, () => 0.5)).toBe(600);
});

test("Retry-After is seconds or a date", () => {
  expect(retryAfter("7")).toBe(7000);
  const now = Date.parse("2026-01-01T00:00:00Z");
  expect(retryAfter("Thu, 01 Jan 2026 00:00:05 GMT", now)).toBe(5000);
  expect(retryAfter("Wed, 31 Dec 2025 00:00:00 GMT", now)).toBe(0);
  expect([retryAfter("soon"), retryAfter(null)]).toEqual([undefined, undefined]);
});
