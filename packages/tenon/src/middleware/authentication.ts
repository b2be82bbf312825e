import type { Exchange } from "../http/exchange.ts";
import type { Middleware } from "../http/middleware.ts";
import { isThenable } from "../http/thenable.ts";

/**
 * Finds out who calls. `undefined` or `null`: nobody known, the request goes on without a principal.
 * An `HttpError(401, ...)` thrown here ends the request.
 */
export type VerifyPrincipal<Principal> = (
  exchange: Exchange,
) => Principal | undefined | null | Promise<Principal | undefined | null>;

/**
 * Puts a principal on every exchange (`exchange.principal`), for those who want it app-wide.
 *
 * It only finds out who calls; whether somebody has to be known is for the operations to say. So a request without
 * credentials passes, and 401 is answered only where `verify` throws it (a token that is there and wrong; RFC 9110,
 * 11.6.1, wants a `WWW-Authenticate` with it). What an operation needs for itself is better declared as a security
 * dependency: that one is in the document.
 *
 * @param verify looks at the request and names the caller
 * @example
 * authentication(async (exchange) => {
 *   const cookie = exchange.header("cookie");
 *   return cookie === undefined ? undefined : sessions.userOf(cookie);
 * });
 */
export function authentication<Principal>(verify: VerifyPrincipal<Principal>): Middleware {
  return {
    name: "authentication",
    request(exchange) {
      const found = verify(exchange);
      if (!isThenable(found)) {
        exchange.principal = found ?? undefined;
        return undefined;
      }
      return Promise.resolve(found).then((principal) => {
        exchange.principal = principal ?? undefined;
        return undefined;
      });
    },
  };
}
