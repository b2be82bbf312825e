import type { Items } from "./item-source.ts";
import type { Chunk } from "./produced-body.ts";

/** What is said besides the items, and when it is over. */
export interface KeptAliveOptions {
  /** Milliseconds without an item after which `sign` is sent; false for never. */
  readonly silence: number | false;
  readonly sign: string;
  /** What is sent at once, if anything. */
  readonly first: string | undefined;
  /** Ends the chunks once it is aborted: nobody waits for an item any more. */
  readonly end: AbortSignal;
}

/** Chunks of items, with a chunk of its own whenever nothing comes for a while: proxies close silent connections. */
export class KeptAlive<Item> implements AsyncIterator<Chunk, undefined> {
  readonly #items: Items<Item>;
  readonly #write: (item: Item) => Chunk | Promise<Chunk>;
  readonly #silence: number | false;
  readonly #sign: string;
  readonly #end: AbortSignal;
  /** Sent before anything else. */
  #first: string | undefined;
  /** The item that is being waited for, over as many signs of life as it takes. */
  #coming: Promise<{ readonly item: Item } | undefined> | undefined = undefined;
  #arrived = false;
  #wake: (() => void) | undefined = undefined;

  constructor(
    items: Items<Item>,
    write: (item: Item) => Chunk | Promise<Chunk>,
    { silence, sign, first, end }: KeptAliveOptions,
  ) {
    this.#items = items;
    this.#write = write;
    this.#silence = silence;
    this.#sign = sign;
    this.#first = first;
    this.#end = end;
  }

  async next(): Promise<IteratorResult<Chunk, undefined>> {
    if (this.#first !== undefined) {
      const value = this.#first;
      this.#first = undefined;
      return { done: false, value };
    }
    if (this.#end.aborted) return over;
    this.#coming ??= this.#ask();
    if (!this.#arrived) await this.#arrivalOrSilence();
    if (!this.#arrived) return this.#end.aborted ? over : { done: false, value: this.#sign };
    const next = await this.#coming;
    this.#coming = undefined;
    if (next === undefined) return over;
    return { done: false, value: await this.#write(next.item) };
  }

  async return(): Promise<IteratorResult<Chunk, undefined>> {
    this.#wake?.();
    await this.#items.stop();
    return over;
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
  async #arrivalOrSilence(): Promise<void> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
      this.#end.addEventListener("abort", resolve as () => void, { once: true });
      if (this.#silence !== false) timer = setTimeout(resolve, this.#silence);
    });
    clearTimeout(timer);
    this.#end.removeEventListener("abort", this.#wake as () => void);
    this.#wake = undefined;
  }
}

const over: IteratorResult<Chunk, undefined> = { done: true, value: undefined };
