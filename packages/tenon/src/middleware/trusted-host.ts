import type { Exchange } from "../http/exchange.ts";
import type { Middleware } from "../http/middleware.ts";
import { Reply } from "../http/reply.ts";
import { type Host, hostMatcher, readHost } from "./host-header.ts";

/** Which hosts an app answers for. */
export interface TrustedHostOptions {
  /** `api.example.com`, `*.example.com` (what is below it, not itself), `*` (any that is well formed). */
  readonly hosts: readonly string[];
  /** Whether a host that is named only with `www.` in front is sent there (307). Default: true. */
  readonly wwwRedirect?: boolean;
  /** Requests that are not asked, such as the probe of an orchestrator, which goes to an address. Default: none. */
  readonly skip?: (exchange: Exchange) => boolean;
}

/**
 * Refuses requests for other hosts with 400, so that nobody can have links, redirects or cached answers made for a host
 * of his choice. Ports do not count. A host that is missing, malformed or named twice is refused too (RFC 9112, 3.2). The answer is a text: whoever reads it is no client of ours.
 *
 * @param options `hosts`; `wwwRedirect` (true), `skip` (nothing)
 * @throws {TypeError} when a pattern is no host
 * @example
 * trustedHost({ hosts: ["api.example.com", "*.preview.example.com"] });
 */
export function trustedHost({ hosts, wwwRedirect = true, skip }: TrustedHostOptions): Middleware {
  const trusted = hostMatcher("trustedHost({ hosts })", hosts);
  const named = new Set(hosts.map((host) => host.toLowerCase()));
  return {
    name: "trustedHost",
    ...(hosts.includes("*") ? { concerns: [everyHost] } : {}),
    request(exchange) {
      if (skip?.(exchange)) return undefined;
      const host = readHost(exchange);
      if (host !== undefined && trusted(host.name)) return undefined;
      if (wwwRedirect && host !== undefined && named.has(`www.${host.name}`)) return toWww(exchange, host);
      exchange.log.info({ host: exchange.header("host") }, "Refused a host that this is not");
      return new Reply(400, ["content-type", "text/plain; charset=utf-8"], "Invalid host header");
    },
  };
}

const everyHost = {
  what: 'Every host is taken: trustedHost({ hosts: ["*"] }).',
  advice: "Name your hosts: links, redirects and cached answers are made with the one that a request names.",
};

function toWww(exchange: Exchange, { name, port }: Host): Reply {
  const { encrypted, basePath, path, query } = exchange;
  const origin = `${encrypted ? "https" : "http"}://www.${name}${port === undefined ? "" : `:${port}`}`;
  const target = path.startsWith("/") ? basePath + path : "/";
  return new Reply(307, ["location", `${origin}${target}${query === "" ? "" : `?${query}`}`]);
}
