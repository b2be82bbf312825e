/** What times the parts of a run; an interface, so that nothing of OpenTelemetry is loaded where nobody traces. */
export interface Tracer {
  /** Calls a function in a span of its own, under the one that is open; the span ends when the result is there. */
  readonly span: <Result>(name: string, call: () => Result) => Result;
}
