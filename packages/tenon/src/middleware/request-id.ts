import type { Middleware } from "../http/middleware.ts";
import { headerName } from "./header-syntax.ts";

/** How requests are named. */
export interface RequestIdOptions {
  /** The header that carries the id, in both directions. Default: `x-request-id`. */
  readonly header?: string;
  /**
   * Whether an id that comes in is taken over. Only behind a proxy that sets the header itself: otherwise a caller
   * could write somebody else's id into the logs. Default: false.
   */
  readonly trust?: boolean;
}

/** What an id from outside may look like: nothing that a log, a shell or a page could take for more than a name. */
const INCOMING = /^[A-Za-z0-9._-]{1,128}$/;

/**
 * Gives every answer the name of its request, so that a caller's report leads to the log lines.
 *
 * The id is the exchange's own (a random UUID, made when first asked for). An incoming one that does not fit is
 * passed over silently.
 *
 * @param options `header` (`x-request-id`), `trust` (false)
 * @throws {TypeError} when `header` is no header's name
 * @example
 * createApp({ middleware: [requestId(), accessLog()], routes });
 * requestId({ header: "x-correlation-id", trust: true });
 */
export function requestId({ header = "x-request-id", trust = false }: RequestIdOptions = {}): Middleware {
  const name = headerName("requestId({ header })", header);
  return {
    name: "requestId",
    ...(trust && {
      request(exchange) {
        const incoming = exchange.header(name);
        if (incoming !== undefined && INCOMING.test(incoming)) exchange.requestId = incoming;
        return undefined;
      },
    }),
    response(exchange, reply) {
      reply.set(name, exchange.requestId);
      return undefined;
    },
  };
}
