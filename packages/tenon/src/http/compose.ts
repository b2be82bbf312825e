/**
 * Folds an app's middleware and what it stands around into one function, once, at start-up.
 *
 * Neighbouring hooks become one step, a function middleware becomes one step, and each step calls the next further in.
 * Nothing is awaited: a chain in which nobody is asynchronous answers in the same tick, without a promise.
 */

import { functionStep } from "./function-step.ts";
import { hookStep } from "./hook-step.ts";
import type { Middleware, MiddlewareHooks, Next } from "./middleware.ts";
import type { OnError } from "./on-error.ts";

export type { OnError };

/**
 * Composes middleware around `inner`; the first in the list is the outermost.
 *
 * - `request` hooks run from the outside in, `response` hooks from the inside out.
 * - A `request` hook that returns a reply ends the way in. The `response` hooks *further out* than it still see the
 *   reply; its own does not, so a hook that answers itself says all it has to say in that answer.
 * - Whatever is thrown, by a hook, a function or `inner`, becomes a reply by `onError` at that very level: what stands
 *   further out adds its headers to it as to any other, and `next` never throws for a function middleware.
 * - A function that calls `next` twice, and one that does not end in a `Reply`, is a defect that names itself.
 * - A reply that is thrown away because somebody failed after it was made has its streamed body closed.
 *
 * @param middleware outermost first
 * @param inner what all of it stands around: the operations
 * @param onError answers for whatever is thrown
 * @throws {TypeError} when something in the list is no middleware
 * @example
 * const handle = compose([requestId(), accessLog(), cors({ origins })], dispatch, answerError);
 * const reply = await handle(exchange);
 */
export function compose(middleware: readonly Middleware[], inner: Next, onError: OnError): Next {
  for (const [position, one] of middleware.entries()) requireMiddleware(one, position);
  let next = guarded(inner, onError);
  let hooks: MiddlewareHooks[] = [];
  for (let position = middleware.length - 1; position >= 0; position -= 1) {
    const one = middleware[position];
    if (typeof one === "function") {
      next = functionStep(one, nameOf(one, position), withHooks(hooks, next, onError), onError);
      hooks = [];
    } else if (one !== undefined) {
      hooks.unshift(one);
    }
  }
  return withHooks(hooks, next, onError);
}

function withHooks(hooks: readonly MiddlewareHooks[], next: Next, onError: OnError): Next {
  return hooks.length === 0 ? next : hookStep(hooks, next, onError);
}

/** The innermost level: what the operations throw is a reply before any middleware sees it. */
function guarded(inner: Next, onError: OnError): Next {
  return (exchange) => {
    try {
      const reply = inner(exchange);
      return reply instanceof Promise ? reply.catch((error: unknown) => onError(exchange, error)) : reply;
    } catch (error) {
      return onError(exchange, error);
    }
  };
}

function nameOf(one: { readonly name: string }, position: number): string {
  return one.name === "" ? `number ${position + 1}` : `"${one.name}"`;
}

function requireMiddleware(one: unknown, position: number): void {
  if (typeof one === "function") return;
  if (typeof one === "object" && one !== null && ("request" in one || "response" in one)) return;
  throw new TypeError(
    `Middleware number ${position + 1} is neither a function nor an object with a request or a response hook`,
  );
}
