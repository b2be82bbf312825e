/** The Host header (RFC 9110, 7.2): what it says, and whom an app is willing to be. */
import { HttpError } from "../http/errors.ts";
import type { Exchange } from "../http/exchange.ts";
import { hostSyntax } from "../http/host.ts";

/** A host as a request names it. */
export interface Host {
  /** In lower case; an IPv6 address in its brackets. */
  readonly name: string;
  /** As it was sent; undefined when the scheme's own is meant. */
  readonly port: string | undefined;
}

/**
 * Reads the Host header; undefined when it is missing, malformed, or there twice (two are joined by a comma, which fits no
 * host).
 */
export function readHost(exchange: Exchange): Host | undefined {
  const match = hostSyntax.exec(exchange.header("host") ?? "");
  if (match?.[1] === undefined || Number(match[2] ?? 0) > 65_535) return undefined;
  return { name: match[1].toLowerCase(), port: match[2] || undefined };
}

/** The answer to a host this app is not (RFC 9112, 3.2). */
export function invalidHost(): HttpError {
  return new HttpError(400, "Invalid host header");
}

/**
 * Compiles patterns of hosts: `api.example.com`; `*.example.com` for what is below it, at any depth, not itself; `*` for
 * all. Ports do not count.
 *
 * @param where what is being set up, for the message
 * @throws {TypeError} when there is none, or one is no host
 */
export function hostMatcher(where: string, patterns: readonly string[]): (name: string) => boolean {
  if (patterns.length === 0) throw new TypeError(`${where}: name at least one host, or "*" for all`);
  const exact = new Set<string>();
  const suffixes: string[] = [];
  for (const pattern of patterns) {
    const host = pattern.toLowerCase();
    const name = host.startsWith("*.") ? host.slice(2) : host;
    if (host === "*") suffixes.push("");
    else if (hostSyntax.exec(name)?.[1] !== name) throw new TypeError(noHost(where, pattern));
    else if (host === name) exact.add(name);
    else suffixes.push(`.${name}`);
  }
  return (name) => exact.has(name) || suffixes.some((suffix) => name.endsWith(suffix));
}

function noHost(where: string, pattern: string): string {
  return `${where}: ${JSON.stringify(pattern)} is no host; write "api.example.com" or "*.example.com", without scheme and port`;
}
