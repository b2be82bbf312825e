/**
 * A way to write down a collection of API requests: each step is a request, its status, what its body says, and what later
 * steps need of it. `{name}` in any text stands for what an earlier step kept.
 */
import { expect } from "vitest";
import type { Send } from "./conduit.ts";

/** One request and what is expected of its answer. */
export interface Step {
  readonly name: string;
  readonly request: `${"GET" | "POST" | "PUT" | "DELETE"} /${string}`;
  /** The name that the caller's token was kept by; nobody without one. */
  readonly as?: string;
  readonly json?: unknown;
  readonly status: number;
  /** What stands at a path of the body (`articles.0.slug`): a value, a check of it, or several. */
  readonly body?: Readonly<Record<string, unknown>>;
  /** What is kept: the name, and the path of the value. */
  readonly keep?: Readonly<Record<string, string>>;
}

/** A check of one value: throws where it does not hold. */
export type Check = (value: unknown, resolve: (expected: unknown) => unknown) => void;

/** Takes one step. */
export async function take(step: Step, send: Send, kept: Map<string, unknown>): Promise<void> {
  const resolve = (value: unknown): unknown => resolved(value, kept);
  const [method = "", path = ""] = (resolve(step.request) as string).split(" ");
  const token = step.as === undefined ? undefined : String(kept.get(step.as));
  const answer = await send(method, path, { token, json: resolve(step.json) });
  expect({ step: step.name, status: answer.status }).toEqual({ step: step.name, status: step.status });
  for (const [at, expected] of Object.entries(step.body ?? {})) {
    const value = valueAt(answer.body, at);
    const checks = Array.isArray(expected) ? expected : [expected];
    for (const check of checks) {
      if (typeof check === "function") (check as Check)(value, resolve);
      else expect({ step: step.name, [at]: value }).toEqual({ step: step.name, [at]: resolve(check) });
    }
  }
  for (const [name, at] of Object.entries(step.keep ?? {})) kept.set(name, valueAt(answer.body, at));
}

function valueAt(body: unknown, path: string): unknown {
  return path
    .split(".")
    .reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], body);
}

/** A text that is one name alone stands for the value itself, a number or whatever it is. */
function resolved(value: unknown, kept: ReadonlyMap<string, unknown>): unknown {
  if (typeof value === "string") {
    const [, whole] = /^\{(\w+)\}$/.exec(value) ?? [];
    if (whole !== undefined) return kept.get(whole);
    return value.replace(/\{(\w+)\}/g, (_, name: string) => String(kept.get(name)));
  }
  if (Array.isArray(value)) return value.map((one) => resolved(one, kept));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, resolved(one, kept)]));
}

export const isText: Check = (value) => expect(value).toBeTypeOf("string");
export const isFilled: Check = (value) => expect(value).toMatch(/./);
export const isWhole: Check = (value) => expect(value).toSatisfy(Number.isInteger);
export const isBoolean: Check = (value) => expect(value).toBeTypeOf("boolean");
export const isList: Check = (value) => expect(value).toBeInstanceOf(Array);
/** ISO 8601 with a fraction of a second, as the older collection wants it; the newer one wants less. */
export const isMoment: Check = (value) =>
  expect(value).toMatch(/^\d{4,}-[01]\d-[0-3]\dT[0-2]\d:[0-5]\d:[0-5]\d.\d+(?:[+-][0-2]\d:[0-5]\d|Z)$/);
export const isAbsent: Check = (value) => expect(value).toBeUndefined();
export const contains =
  (one: string): Check =>
  (value, resolve) =>
    expect(value).toContain(resolve(one));
export const counts =
  (count: number): Check =>
  (value) =>
    expect(value).toHaveLength(count);
export const isAtLeast =
  (least: number): Check =>
  (value) =>
    expect(value).toBeGreaterThanOrEqual(least);
export const isNot =
  (other: string): Check =>
  (value, resolve) =>
    expect(value).not.toEqual(resolve(other));
