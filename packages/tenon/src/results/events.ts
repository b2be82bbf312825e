/** Server-sent events: a body of events that does not end by itself, and that browsers read with `EventSource`. */
import { responseContract } from "../contract/contract.ts";
import type { OutputOf, Schema } from "../contract/schema.ts";
import { Reply } from "../http/reply.ts";
import { DeferredReply, type ReplyContext } from "./deferred-reply.ts";
import type { ItemSource, Items } from "./item-source.ts";
import { itemWriter } from "./item-text.ts";
import { KeptAlive } from "./kept-alive.ts";
import { type Chunk, ProducedBody } from "./produced-body.ts";
import { type ReplyHeaders, typedHeaders } from "./reply-init.ts";
import { checkMilliseconds, eventText, ServerSentEvent } from "./server-sent-event.ts";

/** How events are sent. */
export interface EventsOptions<S extends Schema = Schema> {
  /** What the data of each event is checked and filtered by. Default: the `items` that the operation declares. */
  readonly schema?: S;
  /** A comment is sent after so many milliseconds of silence; `false` sends none. Default: 15,000. */
  readonly keepAlive?: number | false;
  /** How long a client waits before it connects again, in milliseconds. Default: the client's own time. */
  readonly retry?: number;
  readonly headers?: ReplyHeaders;
}

const SIGN_OF_LIFE = ": ping\n\n";

class EventBody<Item> extends ProducedBody<Item> {
  readonly #silence: number | false;
  readonly #first: string | undefined;
  readonly #shutdown: AbortSignal;

  constructor(
    source: ItemSource<Item>,
    write: (item: Item) => Chunk | Promise<Chunk>,
    {
      silence,
      first,
      shutdown,
    }: { silence: number | false; first: string | undefined; shutdown: AbortSignal },
  ) {
    super(source, write);
    this.#silence = silence;
    this.#first = first;
    this.#shutdown = shutdown;
  }

  protected override pull(items: Items<Item>, write: (item: Item) => Chunk | Promise<Chunk>) {
    return new KeptAlive(items, write, {
      silence: this.#silence,
      sign: SIGN_OF_LIFE,
      first: this.#first,
      end: this.#shutdown,
    });
  }
}

/** A stream of events, on its way. */
class Events extends DeferredReply {
  override readonly takesDraft = true;
  readonly #source: ItemSource<unknown>;
  readonly #options: EventsOptions;

  constructor(source: ItemSource<unknown>, options: EventsOptions) {
    super();
    this.#source = source;
    this.#options = options;
  }

  toReply({ operation, items, shutdown }: ReplyContext): Reply {
    const { schema, keepAlive = 15_000, retry, headers } = this.#options;
    const contract = schema === undefined ? items : responseContract(schema, `${operation}: events schema`);
    const write = itemWriter(contract, operation);
    const first = retry === undefined ? undefined : eventText({ retry }, undefined);
    const body = new EventBody(this.#source, (item) => eventOf(item, write), {
      silence: keepAlive,
      first,
      shutdown,
    });
    // Caches would keep it, nginx would hold it back until it is large enough.
    const fixed = ["cache-control", "no-cache", "x-accel-buffering", "no"];
    return new Reply(200, [...typedHeaders("text/event-stream", headers), ...fixed], body);
  }
}

function eventOf(
  item: unknown,
  write: (data: unknown) => string | Promise<string>,
): string | Promise<string> {
  const fields = item instanceof ServerSentEvent ? item.fields : undefined;
  if (fields?.text !== undefined || (fields !== undefined && fields.data === undefined))
    return eventText(fields, fields.text);
  const data = write(fields === undefined ? item : fields.data);
  return typeof data === "string"
    ? eventText(fields ?? {}, data)
    : data.then((later) => eventText(fields ?? {}, later));
}

/**
 * Streams server-sent events. What the source yields is the data of an event, as JSON; `serverSentEvent` gives one a name, an
 * id, or a text of its own. The source is ended when the client goes away; one that waits for something should
 * watch `abortSignal` too. When the server stops, the stream ends after the event that is on its way; the client connects
 * again, to another process. Everything else is as with `stream`.
 *
 * A client that connects again says which event it had last: `headers: { lastEventId: z.string().optional() }`.
 *
 * @param source an async generator, a subscription, ...
 * @param options `schema` (the operation's `items`), `keepAlive` (15,000 ms), `retry` (none), `headers`
 * @example
 * ticks: get("/ticks", { responses: { 200: { type: "text/event-stream", items: Tick } },
 *                        headers: { lastEventId: z.int().default(0) } },
 *   ({ headers }) => events(ticksAfter(headers.lastEventId), { retry: 3_000 }))
 */
export function events<S extends Schema>(
  source: ItemSource<OutputOf<S> | ServerSentEvent<OutputOf<S>>>,
  options: EventsOptions<S> & { readonly schema: S },
): DeferredReply;
export function events(source: ItemSource<unknown>, options?: Omit<EventsOptions, "schema">): DeferredReply;
export function events(source: ItemSource<unknown>, options: EventsOptions = {}): DeferredReply {
  const { keepAlive, retry } = options;
  if (retry !== undefined) checkMilliseconds(retry);
  if (keepAlive !== undefined && keepAlive !== false && !(keepAlive > 0 && keepAlive <= 2_147_483_647))
    throw new TypeError(`events(): keepAlive is a number of milliseconds or false, not ${keepAlive}`);
  return new Events(source, options);
}
