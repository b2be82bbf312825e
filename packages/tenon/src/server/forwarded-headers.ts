/** Reading `X-Forwarded-*` and `Forwarded`: from the client to the last proxy, as far as they make sense. */
import type { IncomingMessage } from "node:http";
import { isIP } from "node:net";
import { hostSyntax } from "../http/host.ts";

/** What one proxy says of who sent it the request. */
export interface Hop {
  /** Undefined where it does not tell (`unknown`, `_hidden`), or tells no address. */
  readonly address: string | undefined;
  readonly proto: string | undefined;
  /** A host that could stand in a Host header. */
  readonly host: string | undefined;
}

/**
 * The hops of `X-Forwarded-For`. The other two headers are lists as well, or have one value that was passed on from the first
 * proxy: they are read from their ends, where the nearest proxy writes.
 */
export function xForwardedHops({ headers }: IncomingMessage): readonly Hop[] {
  const addresses = listOf(headers["x-forwarded-for"]);
  const protos = listOf(headers["x-forwarded-proto"]);
  const hosts = listOf(headers["x-forwarded-host"]);
  const length = Math.max(addresses.length, 1);
  return Array.from({ length }, (_, index) => {
    const fromEnd = length - index;
    return hopOf(
      addresses.at(-fromEnd),
      protos.at(-Math.min(fromEnd, protos.length || 1)),
      hosts.at(-Math.min(fromEnd, hosts.length || 1)),
    );
  });
}

/** The hops of `Forwarded`; RFC 7239, 4. What follows something malformed is not believed, nor what stands before it. */
export function forwardedHops({ headers }: IncomingMessage): readonly Hop[] {
  const hops: Hop[] = [];
  for (const element of splitQuoted(textOf(headers.forwarded), ",").reverse()) {
    const pairs = new Map<string, string>();
    for (const pair of splitQuoted(element, ";")) {
      const match = /^\s*([!#$%&'*+.^_`|~0-9a-z-]+)=(?:"((?:[^"\\]|\\.)*)"|([^\s"]*))\s*$/i.exec(pair);
      if (match === null) return hops;
      pairs.set((match[1] ?? "").toLowerCase(), (match[2] ?? match[3] ?? "").replaceAll(/\\(.)/g, "$1"));
    }
    hops.unshift(hopOf(pairs.get("for"), pairs.get("proto"), pairs.get("host")));
  }
  return hops;
}

function hopOf(address: string | undefined, proto: string | undefined, named: string | undefined): Hop {
  return {
    address: addressOf(address),
    proto: proto?.toLowerCase(),
    host: named !== undefined && hostSyntax.test(named) ? named : undefined,
  };
}

/** `192.0.2.1`, `192.0.2.1:80`, `2001:db8::1`, `[2001:db8::1]:80`. */
function addressOf(text = ""): string | undefined {
  const bare = /^\[([^\]]+)\](?::\d{1,5})?$/.exec(text)?.[1] ?? /^([^:]+):\d{1,5}$/.exec(text)?.[1] ?? text;
  return isIP(bare) === 0 ? undefined : bare;
}

function listOf(header: string | string[] | undefined): string[] {
  const text = textOf(header);
  return text === "" ? [] : text.split(",").map((item) => item.trim());
}

function textOf(header: string | string[] | undefined): string {
  return typeof header === "object" ? header.join(",") : (header ?? "");
}

/** Splits at a separator that stands outside of quotes. */
function splitQuoted(text: string, separator: "," | ";"): string[] {
  const parts: string[] = [];
  let [begin, quoted] = [0, false];
  for (let at = 0; at < text.length; at += 1) {
    if (quoted && text[at] === "\\") at += 1;
    else if (text[at] === '"') quoted = !quoted;
    else if (text[at] === separator && !quoted) {
      parts.push(text.slice(begin, at));
      begin = at + 1;
    }
  }
  parts.push(text.slice(begin));
  return parts.filter((part) => part.trim() !== "");
}
