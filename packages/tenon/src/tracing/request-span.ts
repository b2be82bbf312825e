/** The span of a request: it continues the caller's trace, and ends with the last byte of the answer. */
import {
  type Attributes,
  type Context,
  context,
  propagation,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  type TextMapGetter,
  type Tracer,
  trace,
} from "@opentelemetry/api";
import type { Exchange } from "../http/exchange.ts";
import type { MiddlewareFunction } from "../http/middleware.ts";
import { Reply } from "../http/reply.ts";
import { setTrace } from "../http/trace-context.ts";
import { whenSent } from "../http/when-sent.ts";

const methods = new Set(["CONNECT", "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT", "TRACE"]);

/** Opens a span for each request. */
export function requestSpans(tracer: Tracer): MiddlewareFunction {
  return function tracing(exchange, next) {
    const parent = callersContext(exchange);
    const method = methods.has(exchange.method) ? exchange.method : "_OTHER";
    const attributes = attributesOf(exchange, method);
    const span = tracer.startSpan(nameOf(method, undefined), { kind: SpanKind.SERVER, attributes }, parent);
    const { traceId, spanId, traceFlags } = span.spanContext();
    setTrace(exchange, { traceId, spanId, flags: traceFlags });
    const ended = (reply: Reply): Reply => {
      answered(span, exchange, reply, method);
      return reply;
    };
    const made = context.with(trace.setSpan(parent, span), () => next(exchange));
    return made instanceof Reply ? ended(made) : made.then(ended);
  };
}

/** Whatever the headers say, the request is answered: what cannot be read begins a new trace. */
function callersContext(exchange: Exchange): Context {
  try {
    return propagation.extract(ROOT_CONTEXT, exchange, headers);
  } catch {
    return ROOT_CONTEXT;
  }
}

const headers: TextMapGetter<Exchange> = {
  get: (exchange, name) => exchange.header(name),
  keys: (exchange) => Object.keys(exchange.headers()),
};

/** Names of OpenTelemetry's semantic conventions. No query: it may hold tokens, and search words are nobody else's business. */
function attributesOf(exchange: Exchange, method: string): Attributes {
  return {
    "http.request.method": method,
    "http.request.method_original": method === "_OTHER" ? exchange.method : undefined,
    "url.scheme": exchange.encrypted ? "https" : "http",
    "url.path": exchange.basePath + exchange.path,
    "client.address": exchange.remoteAddress,
    "user_agent.original": exchange.header("user-agent"),
  };
}

function nameOf(method: string, route: string | undefined): string {
  const verb = method === "_OTHER" ? "HTTP" : method;
  return route === undefined ? verb : `${verb} ${route}`;
}

function answered(span: Span, exchange: Exchange, reply: Reply, method: string): void {
  const { route, operationId } = exchange;
  if (route !== undefined) {
    span.updateName(nameOf(method, route));
    span.setAttribute("http.route", route);
  }
  if (operationId !== undefined) span.setAttribute("tenon.operation", operationId);
  span.setAttribute("http.response.status_code", reply.status);
  // A caller's mistake is not this server's error.
  if (reply.status >= 500) {
    const { error } = reply;
    span.setAttribute("error.type", error instanceof Error ? error.name : String(reply.status));
    if (error instanceof Error) span.recordException(error);
    span.setStatus({ code: SpanStatusCode.ERROR });
  }
  whenSent(reply, () => span.end());
}
