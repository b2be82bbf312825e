/** When a worker that died gets a successor, and when there is no hope: exponential backoff, with an end. */

/** All times are in milliseconds. */
export interface RespawnRules {
  /** How long the first successor in a row is waited for; each further one twice as long. */
  readonly firstDelay: number;
  readonly longestDelay: number;
  /** Who has lived this long was healthy: its end is no reason to wait. */
  readonly healthyAfter: number;
  /** So many short lives in a row, with no healthy worker beside them, are a crash loop. */
  readonly crashes: number;
}

export const respawnRules: RespawnRules = {
  firstDelay: 100,
  longestDelay: 5_000,
  healthyAfter: 10_000,
  crashes: 8,
};

/** Counts the deaths in a row. */
export class Respawn {
  readonly #rules: RespawnRules;
  #inARow = 0;

  constructor(rules: RespawnRules = respawnRules) {
    this.#rules = rules;
  }

  /** How many died young, one after the other. */
  get inARow(): number {
    return this.#inARow;
  }

  /** Whether a life of this length counts as healthy. */
  isHealthy(lived: number): boolean {
    return lived >= this.#rules.healthyAfter;
  }

  /**
   * Notes a death.
   * @param lived for how long the worker had answered
   * @param othersHealthy whether one that still answers is healthy
   * @returns how long to wait before the next one, or `crash-loop`
   */
  died(lived: number, othersHealthy: boolean): number | "crash-loop" {
    this.#inARow = this.isHealthy(lived) ? 1 : this.#inARow + 1;
    if (this.#inARow >= this.#rules.crashes && !othersHealthy) return "crash-loop";
    return Math.min(this.#rules.longestDelay, this.#rules.firstDelay * 2 ** (this.#inARow - 1));
  }
}
