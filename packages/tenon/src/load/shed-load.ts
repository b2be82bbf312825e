/** Load shedding: a process that is full says so at once, instead of answering everybody too late. */
import type { Exchange } from "../http/exchange.ts";
import type { MiddlewareHooks } from "../http/middleware.ts";
import { whenSent } from "../http/when-sent.ts";
import { EventLoopWatch } from "./event-loop-watch.ts";
import { overloaded } from "./overloaded.ts";

/** When a process counts as full. */
export interface ShedLoadOptions {
  /** How late the event loop may be, in milliseconds: about half of what the slowest answer may take. Default: 250. */
  readonly maxDelay?: number;
  /** How many requests may be under way in this process, those that wait for a database included. Default: 1,000. */
  readonly maxRequests?: number;
  /** What `Retry-After` says, in seconds. Default: 1. */
  readonly retryAfter?: number;
  /** What is answered all the same. Default: paths that begin with `/health/`. */
  readonly except?: (exchange: Exchange) => boolean;
}

/** How often the log says that load is shed, in milliseconds. */
const reminder = 10_000;

/**
 * Refuses requests with 503, `Retry-After` and the code `overloaded` while the process is full: its event loop is late, or too many
 * requests are under way. A refusal costs a small part of an answer, so that what is accepted is answered in time. Stand it inside
 * of what should see refusals (access log, CORS, secure headers) and outside of everything else.
 *
 * @param options `maxDelay` (250 ms), `maxRequests` (1,000), `retryAfter` (1 s), `except` (health)
 * @throws {TypeError} for limits that are none
 * @example
 * createApp({ middleware: [requestId(), accessLog(), shedLoad({ maxDelay: 100 })], routes });
 */
export function shedLoad({
  maxDelay = 250,
  maxRequests = 1_000,
  retryAfter = 1,
  except = isHealth,
}: ShedLoadOptions = {}): MiddlewareHooks {
  if (!(maxDelay > 0)) throw new TypeError(`shedLoad: maxDelay must be more than 0 ms, not ${maxDelay}`);
  if (!(maxRequests >= 1)) throw new TypeError(`shedLoad: maxRequests must be 1 or more, not ${maxRequests}`);
  const loop = new EventLoopWatch();
  const report = reporter();
  let open = 0;
  const fullness = (): "event_loop" | "queue" | undefined => {
    if (open >= maxRequests) return "queue";
    return loop.delay() > maxDelay ? "event_loop" : undefined;
  };
  return {
    name: "shedLoad",
    request(exchange) {
      const reason = fullness();
      if (reason !== undefined && !except(exchange)) {
        report(exchange, reason, open);
        throw overloaded(reason, retryAfter);
      }
      open += 1;
      return undefined;
    },
    response(_exchange, reply) {
      whenSent(reply, () => {
        open -= 1;
      });
      return undefined;
    },
  };
}

function isHealth({ path }: Exchange): boolean {
  return path.startsWith("/health/");
}

/** One line now and then: a line for each refusal would be load of its own. */
function reporter(): (exchange: Exchange, reason: string, open: number) => void {
  let since = Number.NEGATIVE_INFINITY;
  let refused = 0;
  return ({ logger }, reason, open) => {
    refused += 1;
    const now = performance.now();
    if (now - since < reminder) return;
    logger.warn({ reason, refused, open }, "Load is shed: this process is full");
    since = now;
    refused = 0;
  };
}
