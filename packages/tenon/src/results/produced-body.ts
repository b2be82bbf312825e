import type { StreamBody } from "../http/reply.ts";
import { discardSource, type ItemSource, Items } from "./item-source.ts";

/** A piece of a body on its way out. */
export type Chunk = string | Uint8Array;

/** A streamed body made from items, each written when it is asked for. */
export class ProducedBody<Item> implements StreamBody {
  readonly #source: ItemSource<Item>;
  readonly #write: (item: Item) => Chunk | Promise<Chunk>;
  #items: Items<Item> | undefined = undefined;

  constructor(source: ItemSource<Item>, write: (item: Item) => Chunk | Promise<Chunk>) {
    this.#source = source;
    this.#write = write;
  }

  chunks(): AsyncIterator<Chunk, undefined> {
    const items = new Items(this.#source);
    this.#items = items;
    return this.pull(items, this.#write);
  }

  async finish(reason?: unknown): Promise<void> {
    if (this.#items === undefined) await discardSource(this.#source, reason);
    else await this.#items.release();
  }

  /** How items become chunks; kinds of streams that say something of their own in between do it here. */
  protected pull(
    items: Items<Item>,
    write: (item: Item) => Chunk | Promise<Chunk>,
  ): AsyncIterator<Chunk, undefined> {
    return {
      async next() {
        const next = await items.next();
        if (next === undefined) return { done: true, value: undefined };
        return { done: false, value: await write(next.item) };
      },
      async return() {
        await items.stop();
        return { done: true, value: undefined };
      },
    };
  }
}
