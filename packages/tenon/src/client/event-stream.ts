/** Server-sent events, read as the standard says (WHATWG HTML, 9.2), and connected again with `Last-Event-ID`. */
import { waitFor } from "./abortable-wait.ts";
import { type ClientEvent, EventLines } from "./event-lines.ts";
import { linesOf } from "./text-lines.ts";

/** A stream of events could not be connected again: the server answered with something else. */
export class EventStreamError extends Error {
  override readonly name = "EventStreamError";
  readonly status: number;

  constructor(status: number) {
    super(`The stream of events ended: it was answered with ${status} when it was connected again`);
    this.status = status;
  }
}

/** How a stream goes on. */
export interface EventStreamSource {
  /** Asks again, from after an event. */
  readonly again: (lastEventId: string) => Promise<Response>;
  readonly reconnect: boolean;
  readonly signal: AbortSignal | undefined;
}

/**
 * The events of an operation, to be read once. The stream connects again when its connection ends, and ends when it is left, when
 * the signal aborts, or when the server answers 204. With `reconnect: false` it ends with its connection.
 * @example
 * const ticks = await client.ticks({ signal });
 * if (ticks.ok) for await (const { data } of ticks.data) show(data);
 */
export class EventStream<out Data = unknown> implements AsyncIterable<ClientEvent<Data>> {
  /** The id that the server said last; empty when it said none. */
  lastEventId = "";
  #first: Response | undefined;
  readonly #source: EventStreamSource;
  /** How long to wait before connecting again, in milliseconds; the server may say another time. */
  #pause = 3_000;

  constructor(first: Response, source: EventStreamSource) {
    this.#first = first;
    this.#source = source;
  }

  /** @throws {EventStreamError} when it is refused later on; the reason of an abort; what broke the connection, without `reconnect` */
  async *[Symbol.asyncIterator](): AsyncGenerator<ClientEvent<Data>, void, undefined> {
    const { reconnect, signal } = this.#source;
    let response = this.#first;
    this.#first = undefined;
    for (let failures = 0; ; ) {
      try {
        response ??= await this.#source.again(this.lastEventId);
        if (response.status === 204) return;
        if (!isEventStream(response)) throw new EventStreamError(response.status);
        failures = 0;
        if (response.body !== null) yield* this.#eventsOf(response.body);
        if (!reconnect) return;
      } catch (error) {
        if (!reconnect || signal?.aborted === true || error instanceof EventStreamError) throw error;
        failures += 1;
      }
      response = undefined;
      await waitFor(Math.min(this.#pause * 2 ** Math.max(0, failures - 1), 60_000), signal);
    }
  }

  async *#eventsOf(body: ReadableStream<Uint8Array>): AsyncGenerator<ClientEvent<Data>, void, undefined> {
    const heard = new EventLines(this.lastEventId);
    for await (const line of linesOf(body)) {
      const event = heard.take(line);
      this.lastEventId = heard.lastEventId;
      this.#pause = heard.pause ?? this.#pause;
      if (event !== undefined) yield event as ClientEvent<Data>;
    }
  }
}

/** Whether an answer is a stream of events. */
export function isEventStream(response: Response): boolean {
  return response.ok && /^text\/event-stream\b/i.test(response.headers.get("content-type") ?? "");
}
