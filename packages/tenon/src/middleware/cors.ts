import type { Middleware } from "../http/middleware.ts";
import type { Reply } from "../http/reply.ts";
import { compileOrigins, type Origins } from "./cors-origins.ts";
import { compilePreflight, type PreflightRules } from "./cors-preflight.ts";
import { headerName } from "./header-syntax.ts";

/** With whom answers are shared, and what they may ask. */
export interface CorsOptions extends PreflightRules {
  /**
   * Exact origins, `"*"` for all, a pattern for the whole origin, or a function that answers `true`.
   * Default: none. `"null"` counts only when it is named in a list.
   */
  readonly origins?: Origins;
  /** More origins, beside those in a list: the pattern must fit the whole origin. Default: none. */
  readonly originPattern?: RegExp;
  /** Response headers a script may read beyond the usual ones. `"*"` for all without credentials. Default: none. */
  readonly exposeHeaders?: "*" | readonly string[];
}

/**
 * Shares answers with scripts of other origins, error answers included (Fetch standard, 3.3: CORS protocol).
 *
 * It answers preflights itself, whether or not the path exists: 200, or 400 with what was refused. On a
 * router or an operation it answers those for its own operations. Other requests always go
 * on to the operation: CORS is about who may *read* the answer, it is no protection of the operation. Stand it outside of
 * whatever may answer with an error, so that front ends can read that too.
 *
 * @param options see `CorsOptions` for the defaults
 * @throws {TypeError} when credentials would be shared with everybody, or something is no origin, method or header
 * @example
 * cors({ origins: ["https://app.example.com"], methods: ["GET", "POST"], headers: ["authorization"], credentials: true });
 * cors({ origins: "*" }); // a public, anonymous API
 * cors({ originPattern: /https:\/\/pr-\d+\.preview\.example\.com/ });
 */
export function cors(options: CorsOptions = {}): Middleware {
  const { credentials = false } = options;
  const origins = compileOrigins(options.origins ?? [], options.originPattern, credentials);
  const exposed = exposedHeaders(options.exposeHeaders ?? [], credentials);

  /** `*` or the origin itself, for one that may read the answer. */
  function allowed(origin: string): string | undefined {
    if (origins === "any") return "*";
    return origins(origin) ? origin : undefined;
  }

  const preflight = compilePreflight(options, allowed);

  function share(reply: Reply, origin: string): void {
    const allowOrigin = allowed(origin);
    if (allowOrigin !== undefined) reply.set("access-control-allow-origin", allowOrigin);
    if (credentials) reply.set("access-control-allow-credentials", "true");
    if (exposed !== undefined) reply.set("access-control-expose-headers", exposed);
  }

  return {
    name: "cors",
    ...(origins === "any" ? { concerns: [everySite] } : {}),
    request(exchange) {
      return exchange.method === "OPTIONS" ? preflight(exchange) : undefined;
    },
    response(exchange, reply) {
      const origin = exchange.header("origin");
      if (origin !== undefined) share(reply, origin);
      // Always: the answer to a request without an origin lacks the headers, and must not be served to one with it.
      reply.vary("Origin");
      return undefined;
    },
  };
}

const everySite = {
  what: 'The pages of every site may read the answers: cors({ origins: "*" }).',
  advice: 'Name the front ends, unless the API is public: cors({ origins: ["https://app.example.com"] }).',
};

function exposedHeaders(names: "*" | readonly string[], credentials: boolean): string | undefined {
  if (names === "*" || names.includes("*")) {
    if (!credentials) return "*";
    throw new TypeError(
      'cors: with credentials exposeHeaders "*" means a header of that name; list the headers',
    );
  }
  for (const name of names) headerName("cors({ exposeHeaders })", name);
  return names.length === 0 ? undefined : names.join(", ");
}
