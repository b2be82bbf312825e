/** The end of a request's time. The signal of it is made for those who ask. */

/** When a request's time is over, for whoever runs for it. */
export class Deadline {
  readonly #gone: () => AbortSignal;
  #error: Error | undefined = undefined;
  #controller: AbortController | undefined = undefined;

  /** @param gone gives the signal that the client has gone; asked for at most once */
  constructor(gone: () => AbortSignal) {
    this.#gone = gone;
  }

  /** Whether the time is over: what is done from now on must leave nothing behind. */
  get passed(): boolean {
    return this.#error !== undefined;
  }

  /** Why what runs was told to end: the time, or the client's going. Undefined while it was not. */
  get reason(): unknown {
    return (
      this.#error ?? (this.#controller?.signal.aborted === true ? this.#controller.signal.reason : undefined)
    );
  }

  /** Why the request was given up; undefined while it goes on. */
  get error(): Error | undefined {
    return this.#error;
  }

  /** Aborted when the time is over, and when the client has gone. */
  get signal(): AbortSignal {
    if (this.#controller !== undefined) return this.#controller.signal;
    const controller = new AbortController();
    this.#controller = controller;
    if (this.#error !== undefined) controller.abort(this.#error);
    const gone = this.#gone();
    const leave = (): void => controller.abort(gone.reason);
    if (gone.aborted) leave();
    else gone.addEventListener("abort", leave, { once: true });
    return controller.signal;
  }

  /** The time is over. */
  pass(error: Error): void {
    this.#error = error;
    this.#controller?.abort(error);
  }
}
