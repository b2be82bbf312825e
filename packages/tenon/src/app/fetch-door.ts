/**
 * The fetch door: a web `Request` in, a web `Response` out, on any runtime. What a reply leaves for later is handed to
 * `waitUntil`, where the runtime has one.
 */
import type { Reply } from "../http/reply.ts";
import { UpgradeReply } from "../sockets/upgrade-reply.ts";
import { FetchExchange } from "./fetch-exchange.ts";
import { toResponse } from "./fetch-response.ts";
import type { RunningApp } from "./running-app.ts";

/** What a runtime may hand over beside the request. */
export interface FetchContext {
  /** Keeps the runtime alive until the request's handler, dependencies and background tasks have ended. */
  readonly waitUntil?: (work: Promise<unknown>) => void;
  /** The address at the other end, where the runtime knows it. */
  readonly remoteAddress?: string;
}

/** What the test client can do beside a runtime. */
export interface UpgradingContext extends FetchContext {
  /** Takes over for a WebSocket; the response is of no use then. No runtime has a way to do this that others have too. */
  readonly upgrade?: (reply: UpgradeReply) => void;
}

/** Answers a request with a running app; at once where nothing has to be waited for. */
export function answerRequest(
  running: RunningApp,
  request: Request,
  context: UpgradingContext = {},
): Response | Promise<Response> {
  const exchange = new FetchExchange(request, context.remoteAddress);
  exchange.upgradable = context.upgrade !== undefined;
  const replying = running.handle(exchange);
  if (!(replying instanceof Promise)) return answer(running, replying, exchange, context);
  // Where a runtime stops all work of a client that has gone, a handler would end half-way, with its dependencies open.
  context.waitUntil?.(replying);
  return replying.then((reply) => answer(running, reply, exchange, context));
}

function answer(
  running: RunningApp,
  reply: Reply,
  { method }: FetchExchange,
  context: UpgradingContext,
): Response {
  if (reply instanceof UpgradeReply && context.upgrade !== undefined) {
    context.upgrade(reply);
    return new Response(null);
  }
  const { logger } = running;
  const keepAlive = (work: Promise<unknown>): void => context.waitUntil?.(work);
  if (reply.afterSend === undefined) return toResponse(reply, method, { logger, keepAlive, left: nothing });
  const { promise: sent, resolve: left } = Promise.withResolvers<void>();
  keepAlive(sent.then(() => running.afterSend(reply)));
  return toResponse(reply, method, { logger, keepAlive, left });
}

function nothing(): void {}
