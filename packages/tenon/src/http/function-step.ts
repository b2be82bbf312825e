/** One level of the onion that is a function around the rest. */

import { discard } from "./discard.ts";
import type { Exchange } from "./exchange.ts";
import type { MiddlewareFunction, Next } from "./middleware.ts";
import type { OnError } from "./on-error.ts";
import { Reply } from "./reply.ts";
import { isThenable } from "./thenable.ts";

/**
 * Makes a step of a function middleware: at most one call of `next`, always a reply, never a throw.
 *
 * @param wrap the middleware
 * @param name what it is called in errors: its name in quotes, or its number
 * @param next what it stands around; it never throws
 */
export function functionStep(wrap: MiddlewareFunction, name: string, next: Next, onError: OnError): Next {
  return (exchange) => {
    /** What `next` answered, for the case that the function fails afterwards. */
    let inside: Reply | Promise<Reply> | undefined;
    let called = false;
    const once: Next = (passed) => {
      if (called) throw new Error(calledTwice(name));
      called = true;
      inside = next(passed);
      return inside;
    };
    const failed = (error: unknown): Reply | Promise<Reply> => {
      discardWhenMade(exchange, inside, error);
      return onError(exchange, error);
    };
    const checked = (answer: unknown): Reply | Promise<Reply> =>
      answer instanceof Reply ? answer : failed(new TypeError(noReply(name, answer)));
    let answer: unknown;
    try {
      answer = wrap(exchange, once);
    } catch (error) {
      return failed(error);
    }
    return isThenable(answer) ? Promise.resolve(answer).then(checked, failed) : checked(answer);
  };
}

/** The function may have failed while what is inside it is still at work: its reply is thrown away when it comes. */
function discardWhenMade(
  exchange: Exchange,
  inside: Reply | Promise<Reply> | undefined,
  reason: unknown,
): void {
  if (!(inside instanceof Promise)) {
    discard(exchange, inside, reason);
    return;
  }
  inside.then(
    (reply) => discard(exchange, reply, reason),
    (error: unknown) =>
      exchange.log.error({ err: error }, "What a failed middleware no longer waited for failed too"),
  );
}

function calledTwice(name: string): string {
  return `Middleware ${name} called next() twice in one exchange; keep what the first call returned`;
}

function noReply(name: string, answer: unknown): string {
  return `Middleware ${name} must return a Reply, but returned ${describe(answer)}`;
}

function describe(answer: unknown): string {
  if (answer === undefined) return 'undefined: is "return next(exchange)" missing?';
  if (typeof answer === "function" || isHooks(answer)) {
    return "a middleware: it makes one, so list what it returns (cors(), not cors)";
  }
  if (answer instanceof Response) return "a Response: make a Reply of it";
  return answer === null ? "null" : `something of type ${typeof answer}`;
}

function isHooks(answer: unknown): boolean {
  return typeof answer === "object" && answer !== null && ("request" in answer || "response" in answer);
}
