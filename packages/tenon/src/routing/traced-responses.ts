import type { Reply } from "../http/reply.ts";
import type { Tracer } from "../http/tracer.ts";
import { DeclaredResponses, type ResponseNeeds } from "../results/declared-responses.ts";

/** The answers of an operation, with a span around checking and writing a result. */
export class TracedResponses extends DeclaredResponses {
  readonly #tracer: Tracer;

  constructor(operation: string, needs: ResponseNeeds, tracer: Tracer) {
    super(operation, needs);
    this.#tracer = tracer;
  }

  override value(value: unknown, status?: number): Reply | Promise<Reply> {
    return this.#tracer.span("serialise", () => super.value(value, status));
  }
}
