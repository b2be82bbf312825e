/** The answer to a preflight: may this origin send that method with those headers? (Fetch standard, 3.3.3) */
import type { Exchange } from "../http/exchange.ts";
import { Reply } from "../http/reply.ts";
import { headerName, isToken } from "./header-syntax.ts";

/** Request headers that need no permission (Fetch standard: CORS-safelisted), within limits that browsers watch. */
const SAFELISTED = ["Accept", "Accept-Language", "Content-Language", "Content-Type"];
/** What `"*"` stands for. Named one by one, for with credentials a `*` would be a method of that name. */
const METHODS = ["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT", "QUERY"];
const VARY =
  "Origin, Access-Control-Request-Method, Access-Control-Request-Headers, Access-Control-Request-Private-Network";

/** What a preflight may ask for. */
export interface PreflightRules {
  /** Methods a preflight may ask for; `"*"` for all. Default: `["GET"]`. */
  readonly methods?: "*" | readonly string[];
  /** Request headers a preflight may ask for; `"*"` for all. Those every request may have are added. Default: none. */
  readonly headers?: "*" | readonly string[];
  /** Whether cookies and HTTP authentication may come along. Not with `origins: "*"`. Default: false. */
  readonly credentials?: boolean;
  /** How long a browser may remember the answer to a preflight, in seconds. Default: 600. */
  readonly maxAge?: number;
  /** Whether public pages may call this server in a private network (WICG Private Network Access). Default: false. */
  readonly privateNetwork?: boolean;
}

/** Answers a preflight, or leaves an OPTIONS request that is none to the operations. */
export type Preflight = (exchange: Exchange) => Reply | undefined;

/**
 * Compiles the answer to preflights. The names of headers are compared without regard to case, methods are not (a browser
 * asks for `patch` when a script says so, and no server knows that method).
 *
 * @param allowed `*` or the origin itself, for one that may read answers
 * @throws {TypeError} when something is no method, header or duration
 */
export function compilePreflight(
  options: PreflightRules,
  allowed: (origin: string) => string | undefined,
): Preflight {
  const { privateNetwork = false } = options;
  const methods = methodList(options.methods ?? ["GET"]);
  const headers = headerList(options.headers ?? []);
  const block = blockOf(options, methods, headers);
  const known = headers === "any" ? undefined : new Set(headers.map((name) => name.toLowerCase()));

  function mayBeAsked(name: string): boolean {
    return isToken(name) && (known?.has(name.toLowerCase()) ?? true);
  }

  return (exchange) => {
    const origin = exchange.header("origin");
    const method = exchange.header("access-control-request-method");
    if (origin === undefined || method === undefined) return undefined;

    const reply = new Reply(200, [...block]);
    const refused: string[] = [];

    const allowOrigin = allowed(origin);
    if (allowOrigin === undefined) refused.push("origin");
    else reply.append("access-control-allow-origin", allowOrigin);

    if (!methods.includes(method)) refused.push("method");

    const asked = exchange.header("access-control-request-headers") ?? "";
    if (!namesOf(asked).every(mayBeAsked)) refused.push("headers");
    else if (headers === "any" && asked !== "") reply.append("access-control-allow-headers", asked);

    const local = exchange.header("access-control-request-private-network") === "true";
    if (local && !privateNetwork) refused.push("private-network");
    else if (local) reply.append("access-control-allow-private-network", "true");
    return concluded(reply, refused);
  };
}

/** The texts are Starlette's. */
function concluded(reply: Reply, refused: readonly string[]): Reply {
  reply.status = refused.length === 0 ? 200 : 400;
  reply.body = refused.length === 0 ? "OK" : `Disallowed CORS ${refused.join(", ")}`;
  return reply;
}

function namesOf(list: string): string[] {
  return list
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "");
}

/** What every answer to a preflight says. */
function blockOf(
  options: PreflightRules,
  methods: readonly string[],
  headers: "any" | readonly string[],
): string[] {
  const { maxAge = 600, credentials = false } = options;
  if (!Number.isSafeInteger(maxAge))
    throw new TypeError(`cors({ maxAge }): a number of seconds, not ${maxAge}`);
  const block = ["content-type", "text/plain; charset=utf-8", "vary", VARY];
  block.push("access-control-allow-methods", methods.join(", "), "access-control-max-age", String(maxAge));
  if (headers !== "any") block.push("access-control-allow-headers", headers.join(", "));
  if (credentials) block.push("access-control-allow-credentials", "true");
  return block;
}

function methodList(methods: "*" | readonly string[]): readonly string[] {
  if (methods === "*" || methods.includes("*")) return METHODS;
  for (const method of methods) {
    if (isToken(method) && method === method.toUpperCase()) continue;
    throw new TypeError(`cors({ methods }): ${JSON.stringify(method)} is no method; write it in upper case`);
  }
  return methods;
}

function headerList(names: "*" | readonly string[]): "any" | readonly string[] {
  if (names === "*" || names.includes("*")) return "any";
  const listed = names.filter(
    (name) => !SAFELISTED.some((safe) => safe.toLowerCase() === headerName("cors({ headers })", name)),
  );
  return [...SAFELISTED, ...listed].sort();
}
