/** An API key in a header, in the query or in a cookie, as a dependency. */
import { parse as parseQuery } from "fast-querystring";
import type { Dependency } from "../depends/dependency.ts";
import { readCookies } from "../http/cookie-text.ts";
import type { Exchange } from "../http/exchange.ts";
import { missingCredential, type SchemeOptions, schemeDependency } from "./scheme.ts";

/** Options of an API key. */
export interface ApiKeyOptions extends SchemeOptions {
  /** The name of the header, the query parameter or the cookie. */
  readonly key: string;
}

type Key = Dependency<string, "http", never, string>;

/**
 * The API key of a header. In the document: `APIKeyHeader`.
 * @example
 * const key = apiKeyHeader({ key: "X-API-Key" });
 */
export function apiKeyHeader(options: ApiKeyOptions): Key {
  const header = options.key.toLowerCase();
  return keyDependency("APIKeyHeader", "header", options, (exchange) => exchange.header(header));
}

/**
 * The API key of a query parameter: for callers that can send nothing else, since addresses end up in logs.
 * In the document: `APIKeyQuery`.
 * @example
 * const key = apiKeyQuery({ key: "api_key" });
 */
export function apiKeyQuery(options: ApiKeyOptions): Key {
  return keyDependency("APIKeyQuery", "query", options, (exchange) =>
    lastOf(parseQuery(exchange.query)[options.key]),
  );
}

/**
 * The API key of a cookie. In the document: `APIKeyCookie`.
 * @example
 * const session = apiKeyCookie({ key: "sid" });
 */
export function apiKeyCookie(options: ApiKeyOptions): Key {
  return keyDependency(
    "APIKeyCookie",
    "cookie",
    options,
    (exchange) => readCookies(exchange.header("cookie") ?? "")[options.key],
  );
}

function keyDependency(
  defaultName: string,
  place: "header" | "query" | "cookie",
  options: ApiKeyOptions,
  find: (exchange: Exchange) => string | undefined,
): Key {
  const read = (exchange: Exchange): string => {
    const key = find(exchange);
    // Nothing registered says how to challenge for a key; 401 wants a challenge all the same (RFC 9110, 15.5.2).
    if (key === undefined || key === "") throw missingCredential("APIKey");
    return key;
  };
  const object = { type: "apiKey", name: options.key, in: place };
  return schemeDependency({ name: options.name ?? defaultName, object, read }, options);
}

function lastOf(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value.at(-1) : value;
}
