import { responseContract } from "../contract/contract.ts";
import type { OutputOf, Schema } from "../contract/schema.ts";
import { Reply } from "../http/reply.ts";
import { DeferredReply, type ReplyContext } from "./deferred-reply.ts";
import type { ItemSource } from "./item-source.ts";
import { itemWriter } from "./item-text.ts";
import { ProducedBody } from "./produced-body.ts";
import { checkedStatus, type ReplyInit, typedHeaders } from "./reply-init.ts";

/** How lines are written. */
export interface JsonLinesOptions<S extends Schema = Schema> extends ReplyInit {
  /** What each item is checked and filtered by. Default: the `items` that the operation declares for its status. */
  readonly schema?: S;
}

/** One item a line, on its way. */
class JsonLines extends DeferredReply {
  override readonly takesDraft = true;
  readonly #items: ItemSource<unknown>;
  readonly #options: JsonLinesOptions;

  constructor(items: ItemSource<unknown>, options: JsonLinesOptions) {
    super();
    this.#items = items;
    this.#options = options;
  }

  toReply({ operation, items }: ReplyContext): Reply {
    const { status = 200, headers, schema } = this.#options;
    const contract =
      schema === undefined ? items : responseContract(schema, `${operation}: jsonLines schema`);
    const write = itemWriter(contract, operation);
    const line = (item: unknown): string | Promise<string> => {
      const text = write(item);
      return typeof text === "string" ? `${text}\n` : text.then((later) => `${later}\n`);
    };
    return new Reply(
      checkedStatus(status),
      typedHeaders("application/jsonl", headers),
      new ProducedBody(this.#items, line),
    );
  }
}

/**
 * Streams items as JSON lines (https://jsonlines.org): `application/jsonl`, one compact JSON text a line. An item that does not
 * fit its schema breaks the stream off and is never sent. Everything else is as with `stream`.
 *
 * @param items an async generator, an array, a cursor, ...
 * @param options `schema` (the operation's `items`), `status` (200), `headers`
 * @example
 * export: get("/export", { responses: { 200: { type: "application/jsonl", items: Note } }, depends: { db } },
 *   ({ db }) => jsonLines(db.allNotes()))
 */
export function jsonLines<S extends Schema>(
  items: ItemSource<OutputOf<S>>,
  options: JsonLinesOptions<S> & { readonly schema: S },
): DeferredReply;
export function jsonLines(items: ItemSource<unknown>, options?: ReplyInit): DeferredReply;
export function jsonLines(items: ItemSource<unknown>, options: JsonLinesOptions = {}): DeferredReply {
  return new JsonLines(items, options);
}
