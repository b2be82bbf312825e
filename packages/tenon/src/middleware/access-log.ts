import { type Exchange, exchangeKey } from "../http/exchange.ts";
import type { Logger } from "../http/logger.ts";
import type { Middleware } from "../http/middleware.ts";
import type { Reply } from "../http/reply.ts";
import { traceOf } from "../http/trace-context.ts";
import { redactedQuery } from "./redacted-query.ts";

/** Where access is logged, and what is not. */
export interface AccessLogOptions {
  /** The logger; the app's own (`exchange.logger`) by default. */
  readonly logger?: Logger;
  /** Requests that leave no line, such as a load balancer's: called when the reply is made. Default: none. */
  readonly skip?: (exchange: Exchange, reply: Reply) => boolean;
  /** Who called, as a short name that is no secret. Default: the `id` or `sub` of `exchange.principal`, or the text that it is. */
  readonly user?: (exchange: Exchange) => string | undefined;
  /** Whether the query is logged, with the values of what looks like a secret left out. Default: false. */
  readonly query?: boolean;
}

/** What the log says of one request; `undefined` fields do not appear. */
export interface AccessLogLine {
  readonly requestId: string;
  readonly method: string;
  /** As it was sent, percent-encoded; without the query, which may hold tokens and search words. */
  readonly path: string;
  /** Where it is asked for: as it was sent, without values that look like secrets. */
  readonly query: string | undefined;
  /** The template of the route (`/users/:id`): group by this, paths are without number. */
  readonly route: string | undefined;
  readonly operationId: string | undefined;
  readonly status: number;
  /** From the arrival of the request's head to the finished reply; a streamed body is sent after that. */
  readonly durationMs: number;
  /** Who called, where somebody found out. */
  readonly user: string | undefined;
  readonly clientAddress: string | undefined;
  readonly userAgent: string | undefined;
  /** The trace that the request belongs to, by OpenTelemetry's names for logs: its own span, or the caller's. */
  readonly trace_id: string | undefined;
  readonly span_id: string | undefined;
}

/** Longer ones are cut: a caller decides on their length, and a log is paid by the byte. */
const LONGEST_PATH = 1024;
const LONGEST_USER_AGENT = 256;

const startedAt = exchangeKey<number>("tenon.accessLog.startedAt");

/**
 * Writes one structured line for each request, once its reply has been made: `error` for 5xx, `info` for the rest.
 *
 * No header but the user agent, no body, and no query unless it is asked for. Line breaks and the like in what a caller sends are inert as long as
 * the logger writes JSON, as pino does. Stand it at the outside, after `requestId()`: what answers further out is not
 * seen.
 *
 * @param options `logger` (the app's), `skip` (nothing), `user` (the principal's id), `query` (false)
 * @example
 * accessLog({ skip: (exchange) => exchange.path.startsWith("/health/") });
 */
export function accessLog(options: AccessLogOptions = {}): Middleware {
  const { logger, skip, user = principalName, query = false } = options;
  return {
    name: "accessLog",
    request(exchange) {
      exchange.set(startedAt, performance.now());
      return undefined;
    },
    response(exchange, reply) {
      if (skip?.(exchange, reply)) return undefined;
      const line = lineOf(exchange, reply, user(exchange), query);
      const log = logger ?? exchange.logger;
      if (reply.status >= 500) log.error(line, "request");
      else log.info(line, "request");
      return undefined;
    },
  };
}

function lineOf(exchange: Exchange, reply: Reply, user: string | undefined, query: boolean): AccessLogLine {
  const trace = traceOf(exchange);
  const started = exchange.get(startedAt) ?? performance.now();
  return {
    requestId: exchange.requestId,
    method: exchange.method,
    path: cut(exchange.path, LONGEST_PATH),
    query: query && exchange.query !== "" ? cut(redactedQuery(exchange.query), LONGEST_PATH) : undefined,
    route: exchange.route,
    operationId: exchange.operationId,
    status: reply.status,
    durationMs: Math.round((performance.now() - started) * 1000) / 1000,
    user,
    clientAddress: exchange.remoteAddress,
    userAgent: cut(exchange.header("user-agent"), LONGEST_USER_AGENT),
    trace_id: trace?.traceId,
    span_id: trace?.spanId,
  };
}

function principalName({ principal }: Exchange): string | undefined {
  if (typeof principal === "string") return principal;
  if (typeof principal !== "object" || principal === null) return undefined;
  const { id, sub } = principal as { readonly id?: unknown; readonly sub?: unknown };
  const name = id ?? sub;
  return name === undefined ? undefined : String(name);
}

function cut<Text extends string | undefined>(text: Text, longest: number): Text | string {
  return text === undefined || text.length <= longest ? text : `${text.slice(0, longest)}…`;
}
