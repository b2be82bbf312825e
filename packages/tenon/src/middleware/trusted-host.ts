import type { Exchange } from "../http/exchange.ts";
import type { Middleware } from "../http/middleware.ts";
import { hostMatcher, hostOf, invalidHost } from "./host-header.ts";

/** Which hosts an app answers for. */
export interface TrustedHostOptions {
  /** `api.example.com`, `*.example.com` (what is below it, not itself), `*` (any that is well formed). */
  readonly hosts: readonly string[];
  /** Requests that are not asked, such as the probe of an orchestrator, which goes to an address. Default: none. */
  readonly skip?: (exchange: Exchange) => boolean;
}

/**
 * Refuses requests for other hosts with 400, so that nobody can have links, redirects or cached answers made for a host
 * of his choice. Ports do not count. A host that is missing, malformed or named twice is refused too (RFC 9112, 3.2).
 *
 * @param options `hosts`; `skip` (nothing)
 * @throws {TypeError} when a pattern is no host
 * @example
 * trustedHost({ hosts: ["api.example.com", "*.preview.example.com"] });
 */
export function trustedHost({ hosts, skip }: TrustedHostOptions): Middleware {
  const trusted = hostMatcher("trustedHost({ hosts })", hosts);
  return {
    name: "trustedHost",
    request(exchange) {
      if (skip?.(exchange)) return undefined;
      if (!trusted(hostOf(exchange).name)) throw invalidHost();
      return undefined;
    },
  };
}
