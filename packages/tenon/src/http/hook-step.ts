/** One level of the onion that is a run of neighbouring hooks: nothing is wrapped, two loops run over them. */

import { discard } from "./discard.ts";
import type { Exchange } from "./exchange.ts";
import type { MiddlewareHooks, Next } from "./middleware.ts";
import type { OnError } from "./on-error.ts";
import { Reply } from "./reply.ts";
import { isThenable } from "./thenable.ts";

/** Hooks that have the named one; called on their own object, so that `this` is what their author expects. */
type Having<Hook extends "request" | "response"> = MiddlewareHooks & Required<Pick<MiddlewareHooks, Hook>>;

/** A hook on the way in, and how many of the hooks on the way out stand further out than it. */
interface WayIn {
  readonly hooks: Having<"request">;
  readonly outer: number;
}

/**
 * Makes one step of hooks, outermost first. A reply or an error of a `request` hook goes out past the `response` hooks
 * further out than it; an error of a `response` hook replaces the reply for those further out.
 *
 * @param next what stands inside them; it never throws
 */
export function hookStep(all: readonly MiddlewareHooks[], next: Next, onError: OnError): Next {
  const waysIn: WayIn[] = [];
  const waysOut: Having<"response">[] = [];
  for (const hooks of all) {
    if (hasRequest(hooks)) waysIn.push({ hooks, outer: waysOut.length });
    if (hasResponse(hooks)) waysOut.push(hooks);
  }

  function goIn(exchange: Exchange, from: number): Reply | Promise<Reply> {
    for (let i = from; i < waysIn.length; i += 1) {
      const way = waysIn[i] as WayIn;
      let answer: Reply | undefined | Promise<Reply | undefined>;
      try {
        answer = way.hooks.request(exchange);
      } catch (error) {
        return goOut(exchange, onError(exchange, error), way.outer);
      }
      if (answer !== undefined) return answeredIn(exchange, answer, i);
    }
    return goOut(exchange, next(exchange), waysOut.length);
  }

  function answeredIn(exchange: Exchange, answer: unknown, at: number): Reply | Promise<Reply> {
    const { hooks, outer } = waysIn[at] as WayIn;
    if (answer instanceof Reply) return goOut(exchange, answer, outer);
    if (answer === undefined) return goIn(exchange, at + 1);
    const failed = (error: unknown) => goOut(exchange, onError(exchange, error), outer);
    if (!isThenable(answer)) return failed(noReply(hooks, "request", answer));
    return Promise.resolve(answer).then((settled) => {
      // What a promise settles to is no promise any more, so this comes back here at most once.
      return answeredIn(exchange, settled, at);
    }, failed);
  }

  function goOut(exchange: Exchange, made: Reply | Promise<Reply>, from: number): Reply | Promise<Reply> {
    if (made instanceof Promise) return made.then((reply) => goOut(exchange, reply, from));
    let reply = made;
    for (let i = from - 1; i >= 0; i -= 1) {
      const hooks = waysOut[i] as Having<"response">;
      let changed: Reply | undefined | Promise<Reply | undefined>;
      try {
        changed = hooks.response(exchange, reply);
      } catch (error) {
        return replaced(exchange, reply, error, i);
      }
      if (changed instanceof Reply) reply = changed;
      else if (changed !== undefined) return answeredOut(exchange, reply, changed, i);
    }
    return reply;
  }

  function answeredOut(
    exchange: Exchange,
    reply: Reply,
    changed: unknown,
    at: number,
  ): Reply | Promise<Reply> {
    if (changed instanceof Reply) return goOut(exchange, changed, at);
    if (changed === undefined) return goOut(exchange, reply, at);
    const failed = (error: unknown) => replaced(exchange, reply, error, at);
    if (!isThenable(changed)) return failed(noReply(waysOut[at] as Having<"response">, "response", changed));
    return Promise.resolve(changed).then((settled) => answeredOut(exchange, reply, settled, at), failed);
  }

  function replaced(exchange: Exchange, reply: Reply, error: unknown, at: number): Reply | Promise<Reply> {
    discard(exchange, reply, error);
    return goOut(exchange, onError(exchange, error), at);
  }

  return waysIn.length === 0
    ? (exchange) => goOut(exchange, next(exchange), waysOut.length)
    : (exchange) => goIn(exchange, 0);
}

function hasRequest(hooks: MiddlewareHooks): hooks is Having<"request"> {
  return hooks.request !== undefined;
}

function hasResponse(hooks: MiddlewareHooks): hooks is Having<"response"> {
  return hooks.response !== undefined;
}

function noReply(hooks: MiddlewareHooks, hook: string, answer: unknown): TypeError {
  const got = answer === null ? "null" : `something of type ${typeof answer}`;
  return new TypeError(
    `The ${hook} hook of "${hooks.name}" must return a Reply or undefined, but returned ${got}`,
  );
}
