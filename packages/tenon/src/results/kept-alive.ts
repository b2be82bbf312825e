import type { Items } from "./item-source.ts";
import type { Chunk } from "./produced-body.ts";

/** Chunks of items, with a chunk of its own whenever nothing comes for a while: proxies close silent connections. */
export class KeptAlive<Item> implements AsyncIterator<Chunk, undefined> {
  readonly #items: Items<Item>;
  readonly #write: (item: Item) => Chunk | Promise<Chunk>;
  readonly #silence: number | false;
  readonly #sign: string;
  /** Sent before anything else. */
  #first: string | undefined;
  /** The item that is being waited for, over as many signs of life as it takes. */
  #coming: Promise<{ readonly item: Item } | undefined> | undefined = undefined;
  #arrived = false;
  #wake: (() => void) | undefined = undefined;

  /**
   * @param silence milliseconds without an item after which `sign` is sent; false for never
   * @param first what is sent at once, if anything
   */
  constructor(
    items: Items<Item>,
    write: (item: Item) => Chunk | Promise<Chunk>,
    { silence, sign, first }: { silence: number | false; sign: string; first: string | undefined },
  ) {
    this.#items = items;
    this.#write = write;
    this.#silence = silence;
    this.#sign = sign;
    this.#first = first;
  }

  async next(): Promise<IteratorResult<Chunk, undefined>> {
    if (this.#first !== undefined) {
      const value = this.#first;
      this.#first = undefined;
      return { done: false, value };
    }
    this.#coming ??= this.#ask();
    if (this.#silence !== false && !this.#arrived) await this.#silenceOrArrival(this.#silence);
    if (this.#silence !== false && !this.#arrived) return { done: false, value: this.#sign };
    const next = await this.#coming;
    this.#coming = undefined;
    if (next === undefined) return { done: true, value: undefined };
    return { done: false, value: await this.#write(next.item) };
  }

  async return(): Promise<IteratorResult<Chunk, undefined>> {
    this.#wake?.();
    await this.#items.stop();
    return { done: true, value: undefined };
  }

  #ask(): Promise<{ readonly item: Item } | undefined> {
    this.#arrived = false;
    const coming = this.#items.next();
    const arrived = (): void => {
      this.#arrived = true;
      this.#wake?.();
    };
    coming.then(arrived, arrived);
    return coming;
  }

  /** One timer and one waiter at a time: a race against the coming item would keep a record of every sign of life. */
  async #silenceOrArrival(milliseconds: number): Promise<void> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
      timer = setTimeout(resolve, milliseconds);
    });
    clearTimeout(timer);
    this.#wake = undefined;
  }
}
