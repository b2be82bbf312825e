/**
 * Which pages may open a socket. Browsers send cookies along with a handshake from anywhere and apply no CORS to it, so the
 * server has to look at `Origin` itself (RFC 6455, 10.2).
 */
import { StartError } from "../depends/start-error.ts";
import { HttpError } from "../http/errors.ts";
import type { Exchange } from "../http/exchange.ts";
import type { SocketOrigins } from "../routing/socket-route.ts";

/** Refuses a handshake from a page that is not meant. */
export type CheckOrigin = (exchange: Exchange) => void;

/**
 * Makes the check of one socket.
 * @throws {StartError} for something that no browser sends as an origin
 */
export function originCheck(origins: SocketOrigins, socket: string): CheckOrigin {
  if (origins === "any") return () => {};
  for (const origin of origins) requireOrigin(origin, socket);
  const listed = new Set(origins);
  return (exchange) => {
    const origin = exchange.header("origin");
    // No browser, no cookies of somebody else's.
    if (origin === undefined || listed.has(origin) || isSameHost(origin, exchange.header("host"))) return;
    throw new HttpError(403, "Pages of this origin may not open this socket");
  };
}

/** By host and port alone: behind a proxy that ends TLS, the scheme is not known here. */
function isSameHost(origin: string, host: string | undefined): boolean {
  if (host === undefined || !URL.canParse(origin)) return false;
  const page = new URL(origin);
  const here = `${page.protocol}//${host}`;
  return page.host !== "" && URL.canParse(here) && new URL(here).host === page.host;
}

function requireOrigin(origin: string, socket: string): void {
  if (origin === "null") return;
  const url = URL.canParse(origin) ? new URL(origin) : undefined;
  const web = url?.protocol === "http:" || url?.protocol === "https:";
  if (web ? url?.origin === origin : /^[a-z][a-z0-9+.-]*:\/\/[^/?#@\s,*]+$/.test(origin)) return;
  const instead = web
    ? `browsers send "${url?.origin}"`
    : 'write a scheme and a host, such as "https://app.example.com", or "any" instead of a list';
  throw new StartError(`${socket}: origins: ${JSON.stringify(origin)} is no origin; ${instead}.`);
}
