/** Whether a process can serve: asked often, by several, and answered from memory for a moment. */
import type { Logger } from "../http/logger.ts";

/** One thing that has to be ready. */
export interface Asked {
  readonly name: string;
  readonly ask: (signal: AbortSignal) => unknown;
}

/** How it is asked. All times are in milliseconds. */
export interface ReadinessOptions {
  /** How long everything together may take. */
  readonly timeout: number;
  /** How long an answer is good for. */
  readonly cacheFor: number;
  /** Aborted when the process should get no more work. */
  readonly drain: AbortSignal;
  readonly logger: Logger;
}

/** What the process waits for, where it is draining. */
export const stopping = "stopping";

/** The readiness of one running app. */
export class Readiness {
  readonly #asked: readonly Asked[];
  readonly #options: ReadinessOptions;
  #answer: Promise<readonly string[]> | undefined = undefined;
  #goodUntil = 0;
  #failing = "";
  #started = false;

  constructor(asked: readonly Asked[], options: ReadinessOptions) {
    this.#asked = asked;
    this.#options = options;
  }

  /** The names of what is not ready; empty when the process can serve. Never rejects. */
  async failing(): Promise<readonly string[]> {
    if (this.#options.drain.aborted) return [stopping];
    const now = performance.now();
    if (this.#answer === undefined || now >= this.#goodUntil) {
      // Whoever asks while the answer is on its way waits for the same one.
      this.#goodUntil = Number.POSITIVE_INFINITY;
      this.#answer = this.#ask().finally(() => {
        this.#goodUntil = performance.now() + this.#options.cacheFor;
      });
    }
    return this.#answer;
  }

  /** As `failing`, until it has been ready once: from then on always empty. */
  async notStarted(): Promise<readonly string[]> {
    if (this.#started) return [];
    const failing = await this.failing();
    this.#started ||= failing.length === 0;
    return failing;
  }

  async #ask(): Promise<readonly string[]> {
    const signal = AbortSignal.timeout(this.#options.timeout);
    const outcomes = await Promise.all(this.#asked.map((one) => failure(one, signal)));
    const failures = outcomes.filter((outcome) => outcome !== undefined);
    this.#note(failures);
    return failures.map(({ name }) => name);
  }

  /** Probes come every few seconds: only a change is worth a line. */
  #note(failures: readonly Failure[]): void {
    const { logger } = this.#options;
    const names = failures.map(({ name }) => name).join(", ");
    if (names === this.#failing) return;
    this.#failing = names;
    if (names === "") logger.info({}, "Ready");
    for (const { name, error } of failures) logger.warn({ err: error, check: name }, `Not ready: ${name}`);
  }
}

interface Failure {
  readonly name: string;
  readonly error: unknown;
}

async function failure({ name, ask }: Asked, signal: AbortSignal): Promise<Failure | undefined> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const onTimeout = (): void => reject(signal.reason);
  signal.addEventListener("abort", onTimeout, { once: true });
  try {
    await Promise.race([late, (async () => ask(signal))()]);
    return undefined;
  } catch (error) {
    return { name, error };
  } finally {
    signal.removeEventListener("abort", onTimeout);
  }
}
