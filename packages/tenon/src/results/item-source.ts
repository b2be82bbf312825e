/** Where the pieces of a streamed body come from, read one by one, and let go of in every way that a stream can end. */

/** What pieces are taken from: a generator, an array, a web stream, a Node stream, anything that can be iterated over. */
export type ItemSource<Item> = AsyncIterable<Item> | Iterable<Item> | ReadableStream<Item>;

type Pulled<Item> = Iterator<Item, unknown> | AsyncIterator<Item, unknown>;

/** One reading of a source. */
export class Items<Item> {
  readonly #iterator: Pulled<Item>;
  #waiting = false;
  #over = false;
  #ending: Promise<unknown> | undefined = undefined;

  constructor(source: ItemSource<Item>) {
    this.#iterator = iteratorOf(source);
  }

  /** The next item; undefined after the last. */
  async next(): Promise<{ readonly item: Item } | undefined> {
    this.#waiting = true;
    let step: IteratorResult<Item, unknown>;
    try {
      step = await this.#iterator.next();
    } catch (error) {
      this.#over = true;
      throw error;
    } finally {
      this.#waiting = false;
    }
    if (step.done !== true) return { item: step.value };
    this.#over = true;
    return undefined;
  }

  /** Ends the source before its time. Fulfilled when its `finally` blocks are through. */
  async stop(): Promise<void> {
    if (!this.#over) this.#ending ??= Promise.resolve(this.#iterator.return?.());
    await this.#ending;
  }

  /**
   * The same, for whoever must go on. A source that is still busy with its next item ends when it comes to it: nobody can
   * say when that will be, so it is not waited for.
   */
  async release(): Promise<void> {
    const stopped = this.stop();
    if (!this.#waiting) return stopped;
    // Whoever pulled the items has the outcome too, and reports it.
    stopped.catch(() => {});
  }
}

/** Lets go of a source that nobody has begun to read: HEAD, or an answer that was replaced. */
export async function discardSource(source: ItemSource<unknown>, reason: unknown): Promise<void> {
  if (source instanceof ReadableStream) {
    if (!source.locked) await source.cancel(reason);
  } else if ("destroy" in source && typeof source.destroy === "function") {
    // A Node stream holds its file or socket from the beginning.
    source.destroy();
  }
}

function iteratorOf<Item>(source: ItemSource<Item>): Pulled<Item> {
  // Not the stream's own iterator: its return() waits for a read that is under way, cancel() ends it.
  if (source instanceof ReadableStream) return readerOf(source);
  if (Symbol.asyncIterator in source) return source[Symbol.asyncIterator]();
  return source[Symbol.iterator]();
}

function readerOf<Item>(stream: ReadableStream<Item>): AsyncIterator<Item, unknown> {
  const reader = stream.getReader();
  return {
    next: () => reader.read() as Promise<IteratorResult<Item, unknown>>,
    async return() {
      await reader.cancel();
      return { done: true, value: undefined };
    },
  };
}
