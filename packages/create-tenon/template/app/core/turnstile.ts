/** Lets only so many pieces of work run at once; the rest waits in a line of limited length. */
import { HttpError } from "tenon";

/** How much may run, and how much may wait. */
export interface TurnstileLimits {
  readonly running: number;
  readonly waiting: number;
}

/** For work that is heavy by design, so that a burst of it leaves the process something for everybody else. */
export class Turnstile {
  readonly #limits: TurnstileLimits;
  readonly #line: (() => void)[] = [];
  #running = 0;

  constructor(limits: TurnstileLimits) {
    this.#limits = limits;
  }

  /**
   * Runs the work when its turn comes.
   *
   * @throws {HttpError} 503 with `Retry-After` when the line is full
   */
  async run<Result>(work: () => Promise<Result>): Promise<Result> {
    await this.#enter();
    try {
      return await work();
    } finally {
      this.#leave();
    }
  }

  #enter(): Promise<void> | undefined {
    if (this.#running < this.#limits.running) {
      this.#running += 1;
      return undefined;
    }
    if (this.#line.length >= this.#limits.waiting)
      throw new HttpError(503, "Too much is waiting already", { headers: { "retry-after": "1" } });
    return new Promise((enter) => this.#line.push(enter));
  }

  /** The place goes to the next in line, or becomes free. */
  #leave(): void {
    const next = this.#line.shift();
    if (next === undefined) this.#running -= 1;
    else next();
  }
}
