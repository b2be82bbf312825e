/** The recorded requests and answers, as they lie in `recorded/`. */
import { readFileSync } from "node:fs";

/** One request; `path` is the target exactly as it is sent. */
export interface WireRequest {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  readonly json?: unknown;
  readonly form?: readonly (readonly [name: string, value: string])[];
  readonly multipart?: readonly WirePart[];
  readonly raw?: string;
  readonly raw_base64?: string;
  /** Reads what the request before it left behind: that one must be over. */
  readonly settle?: boolean;
  /** JSON pointers into the answer that need not match. */
  readonly ignore?: readonly string[];
}

/** One part of a multipart body. */
export interface WirePart {
  readonly name: string;
  readonly value?: string;
  readonly filename?: string;
  readonly content?: string;
  readonly content_base64?: string;
  readonly content_type?: string;
}

/** One answer, reduced to what was recorded. */
export interface WireAnswer {
  readonly status: number;
  /** Lower-case name to value, or to a list when sent more than once. */
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  /** Parsed when it is JSON, else text. */
  readonly body?: unknown;
  readonly body_base64?: string;
  /** The body never ended properly. */
  readonly truncated?: boolean;
}

/** Everything recorded of one application. */
export interface Recorded {
  readonly name: string;
  readonly requests: readonly WireRequest[];
  readonly expected: Readonly<Record<string, WireAnswer>>;
  readonly openapi: Readonly<Record<string, unknown>>;
}

/** The names of the recorded applications, in order. */
export function recordedNames(): string[] {
  const index = read("index.json") as { readonly apps: readonly { readonly name: string }[] };
  return index.apps.map(({ name }) => name);
}

/** What was recorded of an application. */
export function recorded(name: string): Recorded {
  return {
    name,
    requests: read(`${name}.requests.json`) as readonly WireRequest[],
    expected: read(`${name}.expected.json`) as Readonly<Record<string, WireAnswer>>,
    openapi: read(`${name}.openapi.json`) as Readonly<Record<string, unknown>>,
  };
}

function read(file: string): unknown {
  return JSON.parse(readFileSync(new URL(`recorded/${file}`, import.meta.url), "utf8"));
}
