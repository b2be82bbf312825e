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

/** For the inside: what fails after the time was over has been answered already, and is worth a line at most. */
export function quietWhenLate(onError: OnError): OnError {
  return (exchange, error) => {
    const { deadline } = exchange;
    if (deadline?.passed !== true) return onError(exchange, error);
    if (error !== deadline.error)
      exchange.log.warn({ err: error, route: exchange.route }, "What had been given up ended with an error");
    return new Reply(503);
  };
}
