/** Traces by the OpenTelemetry API: whether and where they are recorded is the SDK's business. */
import { context, ProxyTracerProvider, propagation, type Tracer, trace } from "@opentelemetry/api";
import { requestSpans } from "./request-span.ts";
import { inSpan } from "./spans.ts";
import type { ActiveTracing, TracingSystem } from "./tracing-system.ts";

/** The name of what makes the spans. */
const scope = "tenon";

/**
 * Traces an app: a span for each request, each of its dependencies, its handler, the writing of its result, and for each job. They
 * continue the caller's trace (W3C Trace Context, or what the SDK reads instead). Install `@opentelemetry/api` beside Tenon and
 * register an SDK before the app starts; where none is registered then, nothing is wrapped and a request pays nothing.
 *
 * @example
 * export default createApp({ tracing: tracing(), routes });
 */
export function tracing(): TracingSystem {
  return {
    "~tenon": "tracing",
    attach(): ActiveTracing | undefined {
      const tracer = registeredTracer();
      if (tracer === undefined) return undefined;
      return {
        middleware: requestSpans(tracer),
        span: (name, call) => inSpan(tracer, name, {}, call),
      };
    },
  };
}

/** The tracer of the registered SDK; undefined where none is. */
export function registeredTracer(): Tracer | undefined {
  const provider = trace.getTracerProvider();
  return provider instanceof ProxyTracerProvider
    ? provider.getDelegateTracer(scope)
    : provider.getTracer(scope);
}

/**
 * The headers that carry the current trace to another service; none where nothing is traced.
 * @example
 * await fetch(url, { headers: { ...traceHeaders(), accept: "application/json" } });
 */
export function traceHeaders(): Record<string, string> {
  const carried: Record<string, string> = {};
  propagation.inject(context.active(), carried);
  return carried;
}

/**
 * The current trace as fields of a log line, by OpenTelemetry's names; empty where nothing is traced.
 * @example
 * pino({ mixin: traceFields });
 */
export function traceFields(): { readonly trace_id?: string; readonly span_id?: string } {
  const current = trace.getActiveSpan()?.spanContext();
  return current === undefined ? {} : { trace_id: current.traceId, span_id: current.spanId };
}
