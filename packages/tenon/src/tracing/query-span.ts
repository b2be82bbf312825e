/** The span of a database query. */
import { SpanKind, trace } from "@opentelemetry/api";
import { inSpan } from "./spans.ts";
import { registeredTracer } from "./tracing.ts";

/** A query that is to be traced. */
export interface TracedQuery {
  /** The database's name in OpenTelemetry's conventions: `postgresql`, `mysql`, ... */
  readonly system: string;
  /** The statement with placeholders. Values do not belong there. */
  readonly text: string;
}

/** Longer statements are cut: a trace is paid by the byte. */
const longest = 2_048;

/**
 * Runs a query in a span of its own, under the request or job that it belongs to; where nothing is traced it only runs.
 * @example
 * tracedQuery({ system: "postgresql", text: query.text }, () => client.query(query));
 */
export function tracedQuery<Result>({ system, text }: TracedQuery, run: () => Result): Result {
  if (trace.getActiveSpan()?.isRecording() !== true) return run();
  const tracer = registeredTracer();
  if (tracer === undefined) return run();
  const { operation, summary } = summaryOf(text);
  const attributes = {
    "db.system.name": system,
    "db.operation.name": operation,
    "db.query.summary": summary,
    "db.query.text": text.length > longest ? `${text.slice(0, longest)}…` : text,
  };
  return inSpan(tracer, summary, { kind: SpanKind.CLIENT, attributes }, run);
}

/** `SELECT users` for what reads or writes one table first, `COMMIT` for what has none: few values, whatever the statement. */
function summaryOf(text: string): { readonly operation: string; readonly summary: string } {
  const operation = /[a-z]+/i.exec(text)?.[0].toUpperCase() ?? "QUERY";
  const [, table] = /\b(?:from|into|update)\s+"?([\w.]+)"?/i.exec(text) ?? [];
  return { operation, summary: table === undefined ? operation : `${operation} ${table}` };
}
