/** A call's inputs as a web `Request`. */
import type { CallOptions } from "./call-options.ts";
import type { MessageKinds } from "./client-socket.ts";

/** One operation's address; parameters stand in braces: `/users/{id}`. */
export interface ManifestRoute {
  readonly method: string;
  readonly path: string;
  /** Of a socket: how its messages are written. */
  readonly socket?: MessageKinds;
}

/** Operation id to address. */
export type RouteManifest = Readonly<Record<string, ManifestRoute>>;

/** The inputs of a call, without their types. */
export interface CallArguments extends CallOptions {
  readonly params?: Readonly<Record<string, unknown>>;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, unknown>>;
  readonly cookies?: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
  readonly form?: Readonly<Record<string, unknown>>;
  readonly protocols?: readonly string[];
}

type Values = Readonly<Record<string, unknown>>;

/** A path with its parameters filled in, and its query behind it. */
export function pathOf(path: string, params: Values, query: Values): string {
  return filledPath(path, params) + queryText(query);
}

/** Makes the request of a call. */
export function requestOf(
  baseUrl: string,
  route: ManifestRoute,
  input: CallArguments,
  credentials?: "omit" | "same-origin" | "include",
): Request {
  const url = baseUrl.replace(/\/$/, "") + pathOf(route.path, input.params ?? {}, input.query ?? {});
  const headers = new Headers();
  for (const [name, value] of Object.entries(input.headers ?? {})) {
    for (const one of listOf(value)) headers.append(headerName(name), String(one));
  }
  const cookies = Object.entries(input.cookies ?? {}).map(
    ([name, value]) => `${name}=${encodeURIComponent(String(value))}`,
  );
  if (cookies.length > 0) headers.set("cookie", cookies.join("; "));
  if (input.token !== undefined) headers.set("authorization", `Bearer ${input.token}`);
  const body = bodyOf(input, headers);
  return new Request(url, {
    method: route.method,
    headers,
    ...(body === undefined ? {} : { body }),
    ...(input.signal === undefined ? {} : { signal: input.signal }),
    ...(credentials === undefined ? {} : { credentials }),
  });
}

function bodyOf(input: CallArguments, headers: Headers): string | URLSearchParams | FormData | undefined {
  if (input.form !== undefined) return formOf(input.form);
  if (input.body === undefined) return undefined;
  if (!headers.has("content-type")) headers.set("content-type", "application/json");
  return JSON.stringify(input.body);
}

/** Files go as `multipart/form-data`, everything else as `application/x-www-form-urlencoded`. */
function formOf(form: Values): URLSearchParams | FormData {
  const hasFile = Object.values(form).some((value) => listOf(value).some((one) => one instanceof Blob));
  if (!hasFile) return new URLSearchParams(pairsOf(form));
  const data = new FormData();
  for (const [name, value] of Object.entries(form)) {
    for (const one of listOf(value)) data.append(name, one instanceof Blob ? one : String(one));
  }
  return data;
}

function filledPath(path: string, params: Readonly<Record<string, unknown>>): string {
  return path.replace(/\{(\w+)\}/g, (_, name: string) => {
    if (params[name] === undefined) throw new TypeError(`The path ${path} needs the parameter "${name}".`);
    return encodeURIComponent(String(params[name]));
  });
}

function queryText(query: Readonly<Record<string, unknown>>): string {
  const text = new URLSearchParams(pairsOf(query)).toString();
  return text === "" ? "" : `?${text}`;
}

/** Name and value pairs; a list repeats its name, `undefined` is left out. */
function pairsOf(values: Readonly<Record<string, unknown>>): [string, string][] {
  return Object.entries(values).flatMap(([name, value]) =>
    listOf(value).map((one): [string, string] => [name, String(one)]),
  );
}

function listOf(value: unknown): readonly unknown[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}

/** `userAgent` is written `user-agent`, as the server reads it. */
export function headerName(key: string): string {
  return key
    .replace(/[A-Z]/g, (letter) => `-${letter}`)
    .replaceAll("_", "-")
    .toLowerCase();
}
