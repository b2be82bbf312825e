/** How long a request of an operation may take. */
import { StartError } from "../depends/start-error.ts";
import { Deadline } from "../http/deadline.ts";
import { discard } from "../http/discard.ts";
import type { Exchange } from "../http/exchange.ts";
import type { Next } from "../http/middleware.ts";
import type { OnError } from "../http/on-error.ts";
import { Reply } from "../http/reply.ts";
import { timedOut } from "./overloaded.ts";

/** The longest time that a timer can wait, in milliseconds. */
const longest = 2_147_483_647;

/**
 * Answers 503 when the inside has not answered in time. Whoever runs there is told by a signal; what does not listen ends by
 * itself, its dependencies see the error, and its answer is thrown away.
 *
 * @param milliseconds from the head of the request to its reply; a stream that has begun is not cut
 * @param name of the operation, for messages
 * @throws {StartError} for a time that is none
 */
export function limitTime(inner: Next, milliseconds: number, name: string, onError: OnError): Next {
  if (!(milliseconds > 0 && milliseconds <= longest))
    throw new StartError(`${name} has timeout: ${milliseconds}; it must be milliseconds, more than 0.`);
  return (exchange) => {
    const deadline = new Deadline(() => exchange.signal);
    exchange.deadline = deadline;
    const made = inner(exchange);
    if (made instanceof Reply) return made;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        giveUp(exchange, deadline, milliseconds);
        const late = Promise.resolve(made).then(
          (reply) => discard(exchange, reply, deadline.error),
          () => undefined,
        );
        // Whoever stops the server waits for what still runs.
        Promise.resolve(onError(exchange, deadline.error)).then(
          (reply) => resolve(reply.after(() => late)),
          reject,
        );
      }, milliseconds);
      made.then(
        (reply) => {
          clearTimeout(timer);
          if (!deadline.passed) resolve(reply);
        },
        (error: unknown) => {
          clearTimeout(timer);
          if (!deadline.passed) reject(error);
        },
      );
    });
  };
}

function giveUp(exchange: Exchange, deadline: Deadline, timeout: number): void {
  const { method, route } = exchange;
  exchange.log.warn({ method, route, timeout }, "A request took too long and was given up");
  deadline.pass(timedOut());
}

/** What a request is counted as whose client did not wait: nobody's mistake, as nginx has it. */
const clientClosedRequest = 499;

/**
 * For the inside: what fails after it was told to end has been answered already, or nobody is there to read an answer. It is worth a
 * line at most.
 */
export function quietWhenLate(onError: OnError): OnError {
  return (exchange, error) => {
    const { deadline, route } = exchange;
    const reason = deadline?.reason;
    if (deadline === undefined || reason === undefined) return onError(exchange, error);
    if (!isBecauseOf(error, reason))
      exchange.log.warn({ err: error, route }, "What had been given up ended with an error");
    return new Reply(deadline.passed ? 503 : clientClosedRequest);
  };
}

/** Drivers and query builders wrap the reason of an abort. */
function isBecauseOf(error: unknown, reason: unknown): boolean {
  for (let cause = error; cause !== undefined; cause = cause instanceof Error ? cause.cause : undefined)
    if (cause === reason) return true;
  return false;
}
