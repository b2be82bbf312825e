/** Traces (install `@opentelemetry/api` beside, and an SDK): `import { tracing } from "tenon/tracing"`. */
export { type TracedQuery, tracedQuery } from "./query-span.ts";
export { traceFields, traceHeaders, tracing } from "./tracing.ts";
export type { TracingSystem } from "./tracing-system.ts";
