/** Refusing what another site makes a browser send: for forms behind a cookie. */
import { HttpError } from "../http/errors.ts";
import type { Exchange } from "../http/exchange.ts";
import { builtIn } from "./built-ins.ts";
import type { Dependency } from "./dependency.ts";

/**
 * Needed for its effect: a request that a browser sends on behalf of another origin is a 403, whatever cookies came with it. A
 * browser says so itself (`Sec-Fetch-Site`), older ones name the origin; what says neither is no browser, and brings no cookie it
 * was not given.
 *
 * Sources: https://www.w3.org/TR/fetch-metadata/, RFC 6454.
 * @example
 * post("/delete", { depends: { sameOrigin, user: cookieUser } }, ...)
 */
export const sameOrigin: Dependency<undefined, "http", never, never> = builtIn(
  "sameOrigin",
  "http",
  (run) => {
    if (!isSameOrigin(run.exchange as Exchange))
      throw new HttpError(403, "This has to be sent from a page of this service");
    return undefined;
  },
);

function isSameOrigin(exchange: Exchange): boolean {
  const site = exchange.header("sec-fetch-site");
  if (site !== undefined) return site === "same-origin" || site === "none";
  const origin = exchange.header("origin");
  if (origin === undefined) return true;
  return URL.canParse(origin) && new URL(origin).host === exchange.header("host");
}
