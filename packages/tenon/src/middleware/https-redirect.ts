import type { Exchange } from "../http/exchange.ts";
import type { Middleware } from "../http/middleware.ts";
import { Reply } from "../http/reply.ts";
import { type Host, hostMatcher, invalidHost, readHost } from "./host-header.ts";
import { isSecure } from "./secure-connection.ts";

/** How requests in the clear are sent to HTTPS. */
export interface HttpsRedirectOptions {
  /**
   * 307, or 308 for good. Both keep the method and the body (RFC 9110, 15.4.8 and 15.4.9). Default: 307, for a browser
   * never forgets a 308, not even one that a wrong proxy setting made; `secureHeaders({ hsts })` is what makes it last.
   */
  readonly status?: 307 | 308;
  /** The hosts to redirect to, as `trustedHost` has them; others get 400. Default: any that is well formed. */
  readonly hosts?: readonly string[];
  /** The port of HTTPS, when it is not 443. Default: none for a request without a port or on 80, else its own. */
  readonly port?: number;
  /** Whether `X-Forwarded-Proto` says what the client used: only behind a proxy that sets it. Default: false. */
  readonly trustForwardedProto?: boolean;
  /** Requests that may stay in the clear, such as probes. Default: none. */
  readonly skip?: (exchange: Exchange) => boolean;
}

/**
 * Sends requests in the clear to the same path and query over HTTPS, whatever their method.
 *
 * Where it is to go comes from the Host header: name your `hosts`, or stand `trustedHost` outside. Behind a proxy that ends
 * TLS it needs `trustForwardedProto`, or it redirects for ever. What a client sent in the clear has been sent, its token too.
 *
 * @param options `status` (307), `hosts` (any), `port`, `trustForwardedProto` (false), `skip` (nothing)
 * @throws {TypeError} when a host or the port is none
 * @example
 * httpsRedirect({ hosts: ["api.example.com"], trustForwardedProto: true });
 */
export function httpsRedirect(options: HttpsRedirectOptions = {}): Middleware {
  const { status = 307, hosts = ["*"], port, trustForwardedProto = false, skip } = options;
  const trusted = hostMatcher("httpsRedirect({ hosts })", hosts);
  if (port !== undefined && !(Number.isInteger(port) && port > 0 && port < 65_536)) {
    throw new TypeError(`httpsRedirect({ port }): ${port} is no port`);
  }
  return {
    name: "httpsRedirect",
    request(exchange) {
      if (isSecure(exchange, trustForwardedProto) || skip?.(exchange)) return undefined;
      const host = readHost(exchange);
      if (host === undefined || !trusted(host.name)) throw invalidHost();
      return new Reply(status, [
        "location",
        `https://${host.name}${portOf(host, port)}${targetOf(exchange)}`,
      ]);
    },
  };
}

function portOf(host: Host, port: number | undefined): string {
  if (port !== undefined) return port === 443 ? "" : `:${port}`;
  return host.port === undefined || host.port === "80" || host.port === "443" ? "" : `:${host.port}`;
}

function targetOf({ path, query }: Exchange): string {
  // `OPTIONS *` asks about the server as a whole (RFC 9112, 3.2.4); a URL cannot say so.
  const rooted = path.startsWith("/") ? path : "/";
  return query === "" ? rooted : `${rooted}?${query}`;
}
