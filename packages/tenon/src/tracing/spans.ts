/** Spans around calls: they end when the result is there, and say what went wrong. */
import {
  type Attributes,
  context,
  type Span,
  SpanKind,
  SpanStatusCode,
  type Tracer,
  trace,
} from "@opentelemetry/api";
import { isThenable } from "../http/thenable.ts";

/** What a span is. */
export interface SpanOptions {
  readonly kind?: SpanKind;
  readonly attributes?: Attributes;
}

/** Calls a function in a span of its own, under the one that is open. What it throws or rejects with is on the span, and goes on. */
export function inSpan<Result>(
  tracer: Tracer,
  name: string,
  { kind = SpanKind.INTERNAL, attributes = {} }: SpanOptions,
  call: () => Result,
): Result {
  const span = tracer.startSpan(name, { kind, attributes });
  let result: Result;
  try {
    result = context.with(trace.setSpan(context.active(), span), call);
  } catch (error) {
    failed(span, error);
    span.end();
    throw error;
  }
  if (!isThenable(result)) {
    span.end();
    return result;
  }
  return Promise.resolve(result).then(
    (value) => {
      span.end();
      return value;
    },
    (error: unknown) => {
      failed(span, error);
      span.end();
      throw error;
    },
  ) as Result;
}

/** Says on a span that it failed. */
export function failed(span: Span, error: unknown): void {
  const isError = error instanceof Error;
  span.setAttribute("error.type", errorType(error));
  if (isError) span.recordException(error);
  span.setStatus({ code: SpanStatusCode.ERROR, message: isError ? error.message : String(error) });
}

/** A word of few values for what went wrong: a code (SQLSTATE, ECONNREFUSED, a declared error's), else the class. */
function errorType(error: unknown): string {
  if (!(error instanceof Error)) return "_OTHER";
  const { code } = error as { readonly code?: unknown };
  return typeof code === "string" ? code : error.name;
}
