/** What differs between two answers: status, recorded headers, bodies by value, faults by `type` and `loc`. */
import { isDeepStrictEqual } from "node:util";
import { bodyValue } from "./body-value.ts";
import type { Received } from "./decode.ts";
import type { WireAnswer } from "./recorded.ts";

/** One thing that differs. */
export interface Difference {
  readonly where: string;
  readonly want: unknown;
  readonly got: unknown;
}

/** Everything in which an answer differs from the recorded one. */
export function differences(want: WireAnswer, got: WireAnswer, ignore: readonly string[] = []): Difference[] {
  const [wanted, given] = [want, got].map((answer) => comparable(answer, ignore)) as [Parts, Parts];
  return [...new Set([...Object.keys(wanted), ...Object.keys(given)])]
    .filter((where) => !isDeepStrictEqual(wanted[where], given[where]))
    .map((where) => ({ where, want: wanted[where], got: given[where] }));
}

/** What a listed difference promises: at least the status, and as much of headers and body as it says. */
export interface OwnAnswer {
  readonly status: number;
  /** `null`: the header is not there. */
  readonly headers?: Readonly<Record<string, string | RegExp | null>>;
  /** The whole body, by value. */
  readonly body?: unknown;
  /** The faults of a 422, in order: type and place. */
  readonly faults?: readonly (readonly [type: string, ...loc: (string | number)[]])[];
}

/** Everything in which an answer is not what a listed difference promises; `headers` are all that came. */
export function broken(own: OwnAnswer, got: WireAnswer, headers: Received["headers"]): Difference[] {
  const found: Difference[] = [];
  const note = (where: string, want: unknown, is: unknown) => found.push({ where, want, got: is });
  if (own.status !== got.status) note("status", own.status, got.status);
  for (const [name, value] of Object.entries(own.headers ?? {})) {
    const is = headers
      .filter(([given]) => given.toLowerCase() === name)
      .map(([, one]) => one)
      .join("\n");
    const right = value instanceof RegExp ? value.test(is) : is === (value ?? "");
    if (!right) note(`headers.${name}`, value, is);
  }
  if ("body" in own && !isDeepStrictEqual(own.body, got.body)) note("body", own.body, got.body);
  if (own.faults !== undefined) {
    const want = own.faults.map(([type, ...loc]) => ({ type, loc }));
    const is = faultsOf(got);
    if (!isDeepStrictEqual(want, is)) note("faults", want, is ?? got.body);
  }
  return found;
}

type Parts = Readonly<Record<string, unknown>>;

function comparable(answer: WireAnswer, ignore: readonly string[]): Parts {
  // By value: -0 is 0.
  const copy = JSON.parse(JSON.stringify(answer)) as { -readonly [K in keyof WireAnswer]: WireAnswer[K] };
  for (const pointer of ignore) drop(copy, pointer);
  const { status, headers, body, body_base64, truncated = false } = copy;
  const faults = faultsOf(copy);
  return {
    status,
    truncated,
    ...Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [`headers.${name}`, asOneField(name, value)]),
    ),
    ...(body_base64 === undefined ? {} : { body_base64 }),
    ...(faults === undefined
      ? body === undefined
        ? {}
        : { body: withoutOperations(bodyValue(copy)) }
      : { faults }),
  };
}

/** Of a served document what serving adds: where the app is. All else in it is judged operation by operation. */
function withoutOperations(body: unknown): unknown {
  if (typeof body !== "object" || body === null || !("openapi" in body)) return body;
  const { openapi, info, servers } = body as Readonly<Record<string, unknown>>;
  return { openapi: String(openapi).slice(0, 3), info, servers };
}

/** Lines of one name are one value (RFC 9110, 5.3), which is all a web `Headers` has of them; cookies are not. */
function asOneField(name: string, value: string | readonly string[]): string | readonly string[] {
  return typeof value === "string" || name === "set-cookie" ? value : value.join(", ");
}

/** The faults of a validation error, without their words; undefined for any other body. */
export function faultsOf({
  body,
}: WireAnswer): { readonly type: unknown; readonly loc: unknown }[] | undefined {
  const detail =
    typeof body === "object" && body !== null ? (body as { detail?: unknown }).detail : undefined;
  if (!Array.isArray(detail) || detail.length === 0 || !detail.every(isFault)) return undefined;
  return detail.map(({ type, loc }) => ({ type, loc: type === "json_invalid" ? withoutPosition(loc) : loc }));
}

interface FaultLike {
  readonly type: string;
  readonly loc: readonly unknown[];
  readonly ctx?: Readonly<Record<string, unknown>>;
}

function isFault(value: unknown): value is FaultLike {
  return typeof value === "object" && value !== null && "type" in value && "loc" in value;
}

/** Where a parser gives up is its own business; that it is a position in the body is not. */
function withoutPosition(loc: readonly unknown[]): unknown[] {
  return loc.map((part) => (typeof part === "number" ? "<position>" : part));
}

/** Numbers and words of the rules (`ctx`) that both have under one name and that differ: for information. */
export function contextDifferences(want: WireAnswer, got: WireAnswer): Difference[] {
  const [wanted, given] = [want, got].map(
    ({ body }) => (body as { detail: readonly FaultLike[] } | undefined)?.detail,
  );
  if (!Array.isArray(wanted) || !Array.isArray(given) || !wanted.every(isFault)) return [];
  return wanted.flatMap((fault: FaultLike, index) =>
    Object.entries(fault.ctx ?? {}).flatMap(([key, value]) => {
      const own = (given[index] as FaultLike | undefined)?.ctx;
      if (key === "error" || own === undefined || !(key in own) || isDeepStrictEqual(own[key], value))
        return [];
      return [{ where: `ctx.${key} of ${fault.type}`, want: value, got: own[key] }];
    }),
  );
}

function drop(entry: object, pointer: string): void {
  const path = pointer
    .split("/")
    .slice(1)
    .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"));
  const last = path.pop();
  let node: unknown = entry;
  for (const part of path) {
    if (typeof node !== "object" || node === null) return;
    node = (node as Record<string, unknown>)[part];
  }
  if (last !== undefined && typeof node === "object" && node !== null)
    delete (node as Record<string, unknown>)[last];
}
