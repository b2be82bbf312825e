/** How many requests of one operation may run at once; a few wait, the others are told to come back. */
import { StartError } from "../depends/start-error.ts";
import type { Exchange } from "../http/exchange.ts";
import type { Next } from "../http/middleware.ts";
import type { OnError } from "../http/on-error.ts";
import { Reply } from "../http/reply.ts";
import { whenSent } from "../http/when-sent.ts";
import type { ConcurrencyLimit } from "../routing/operation.ts";
import { overloaded } from "./overloaded.ts";

/** A request that waits. */
interface Waiting {
  readonly exchange: Exchange;
  readonly answer: (reply: Reply | Promise<Reply>) => void;
  readonly timer: ReturnType<typeof setTimeout>;
}

/**
 * Lets a limited number through at once. A stream counts until it ends.
 * @param name of the operation, for messages
 * @throws {StartError} for limits that are none
 */
export function limitConcurrency(
  inner: Next,
  { limit, queue = 0, wait = 5_000, retryAfter = 1 }: ConcurrencyLimit,
  name: string,
  onError: OnError,
): Next {
  requireWhole(name, "limit", limit, 1);
  requireWhole(name, "queue", queue, 0);
  let active = 0;
  const waiting = new Set<Waiting>();

  const leave = (): void => {
    active -= 1;
    for (const next of waiting) {
      waiting.delete(next);
      clearTimeout(next.timer);
      const gone = hasGone(next.exchange);
      next.answer(gone ? new Reply(503) : enter(next.exchange));
      if (!gone) return;
    }
  };
  const follow = (reply: Reply): Reply => {
    whenSent(reply, leave);
    return reply;
  };
  const enter = (exchange: Exchange): Reply | Promise<Reply> => {
    active += 1;
    // An endpoint answers its errors itself.
    const made = inner(exchange);
    return made instanceof Reply ? follow(made) : made.then(follow);
  };
  const refuse = (exchange: Exchange): Reply | Promise<Reply> =>
    onError(exchange, overloaded("concurrency", retryAfter));

  return (exchange) => {
    if (active < limit) return enter(exchange);
    if (waiting.size >= queue) return refuse(exchange);
    // Asked for now, so that a client who goes while its request waits is noticed.
    void exchange.signal;
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        waiting.delete(one);
        resolve(refuse(exchange));
      }, wait);
      const one: Waiting = { exchange, answer: resolve, timer };
      waiting.add(one);
    });
  };
}

/** Nobody waits for this answer any more: the client has gone, or was told that its time is over. */
function hasGone({ signal, deadline }: Exchange): boolean {
  return signal.aborted || deadline?.passed === true;
}

function requireWhole(name: string, setting: string, value: number, least: number): void {
  if (Number.isSafeInteger(value) && value >= least) return;
  throw new StartError(
    `${name} has concurrency.${setting}: ${value}; it must be a whole number, ${least} or more.`,
  );
}
