/** How late the event loop is, at any moment: also in the middle of a turn that does not end, where no timer can tell. */

/** How often the loop is looked at, in milliseconds. */
const interval = 20;
/** Without a question for this long nobody looks any more, in milliseconds. */
const idle = 2_000;

/** Watches the event loop of this process while somebody asks. */
export class EventLoopWatch {
  #timer: NodeJS.Timeout | undefined = undefined;
  #turnedAt = 0;
  /** How late the last two turns began: one pause, of a garbage collection for instance, is no load. */
  #late = 0;
  #lateBefore = 0;
  #askedAt = 0;

  /** In milliseconds: how late turns begin, or how long this one has lasted already. */
  delay(): number {
    const now = performance.now();
    this.#askedAt = now;
    if (this.#timer === undefined) {
      this.#begin(now);
      return 0;
    }
    return Math.max(Math.min(this.#late, this.#lateBefore), now - this.#turnedAt - interval);
  }

  #begin(now: number): void {
    this.#turnedAt = now;
    this.#late = 0;
    this.#lateBefore = 0;
    this.#timer = setInterval(() => this.#turn(), interval);
    // On other runtimes a timer is a number, and keeps nothing alive.
    this.#timer.unref?.();
  }

  #turn(): void {
    const now = performance.now();
    this.#lateBefore = this.#late;
    this.#late = now - this.#turnedAt - interval;
    this.#turnedAt = now;
    if (now - this.#askedAt < idle) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}
