/**
 * The generators of a run, opened in order and closed in reverse. They are resumed by `next()` and `throw()` only: a
 * teardown sees either success, with the reply that is to leave, or the error, never a silent `return()`.
 */
import { withoutStack } from "../contract/without-stack.ts";
import type { Logger } from "../http/logger.ts";
import { Reply } from "../http/reply.ts";
import { isThenable } from "../http/thenable.ts";

type AnyGenerator = Generator<unknown, unknown, unknown> | AsyncGenerator<unknown, unknown, unknown>;
/** What `yield` gives after a success; undefined where there is no request. */
type Sent = Reply | undefined;
type Step = IteratorResult<unknown, unknown>;

/** Whether a provider returned a generator. */
export function isGenerator(value: unknown): value is AnyGenerator {
  return (
    typeof value === "object" &&
    value !== null &&
    typeof (value as AnyGenerator).next === "function" &&
    typeof (value as AnyGenerator).throw === "function"
  );
}

/** A generator broke the rule of one `yield`. */
export class LifetimeError extends Error {
  override readonly name = "LifetimeError";
}

/** A generator returned a reply in place of its `yield`: that is the answer, and nothing further is resolved. */
export class EarlyReply extends LifetimeError {
  readonly reply: Reply;

  constructor(name: string, reply: Reply) {
    super(`The dependency ${name} answers a request, and there is none here.`);
    this.reply = reply;
  }
}

interface Open {
  readonly generator: AnyGenerator;
  readonly name: string;
}

/** The open generators of a run. */
export class Lifetimes {
  readonly #open: Open[] = [];

  /** Starts a generator and gives what it yields. It counts as open from its `yield` on. */
  enter(generator: AnyGenerator, name: string): unknown {
    const first = generator.next();
    return isThenable(first)
      ? first.then((step) => this.#entered(generator, name, step as Step))
      : this.#entered(generator, name, first);
  }

  #entered(generator: AnyGenerator, name: string, step: Step): unknown {
    if (step.done === true) throw withoutYield(name, step.value);
    this.#open.push({ generator, name });
    return step.value;
  }

  /**
   * Closes all in reverse. What one throws is thrown into those further out.
   * @param outcome the error of the run, boxed; undefined after a success
   * @param sent the reply of a success, where there is one
   * @returns the error the run ends with, boxed; undefined when it ends well
   */
  close(outcome: Outcome, log: () => Logger, sent?: Sent): Outcome | Promise<Outcome> {
    const open = this.#open;
    let current = outcome;
    for (let entry = open.pop(); entry !== undefined; entry = open.pop()) {
      const step = resumed(entry, current, log, sent);
      if ("waiting" in step) return this.#closeLater(entry, step.waiting, current, log, sent);
      current = step.outcome;
    }
    return current;
  }

  async #closeLater(
    first: Open,
    waiting: PromiseLike<Step>,
    outcome: Outcome,
    log: () => Logger,
    sent: Sent,
  ): Promise<Outcome> {
    let current = await endOf(first, waiting, outcome, log);
    for (let entry = this.#open.pop(); entry !== undefined; entry = this.#open.pop()) {
      const step = resumed(entry, current, log, sent);
      current = "waiting" in step ? await endOf(entry, step.waiting, current, log) : step.outcome;
    }
    return current;
  }
}

/** How a run stands: failed with this error, or well. */
export type Outcome = { readonly error: unknown } | undefined;

/** A generator that is told the outcome: what it ends in, or what to wait for. */
function resumed(
  { generator, name }: Open,
  outcome: Outcome,
  log: () => Logger,
  sent: Sent,
): { readonly outcome: Outcome } | { readonly waiting: PromiseLike<Step> } {
  try {
    const step = outcome === undefined ? generator.next(sent) : generator.throw(outcome.error);
    return isThenable(step)
      ? { waiting: step as PromiseLike<Step> }
      : { outcome: ended(step, name, outcome) };
  } catch (error) {
    return { outcome: replaced(error, name, outcome, log) };
  }
}

async function endOf(
  { name }: Open,
  waiting: PromiseLike<Step>,
  outcome: Outcome,
  log: () => Logger,
): Promise<Outcome> {
  try {
    return ended(await waiting, name, outcome);
  } catch (error) {
    return replaced(error, name, outcome, log);
  }
}

function withoutYield(name: string, returned: unknown): LifetimeError {
  if (returned instanceof Reply) return withoutStack(() => new EarlyReply(name, returned));
  return new LifetimeError(`The dependency ${name} is a generator that ended without a yield.`);
}

function ended(step: Step, name: string, outcome: Outcome): Outcome {
  if (step.done === true) return outcome;
  const cause = outcome === undefined ? undefined : { cause: outcome.error };
  return {
    error: new LifetimeError(
      `The dependency ${name} yielded a second time; a generator provides one value.`,
      cause,
    ),
  };
}

function replaced(error: unknown, name: string, outcome: Outcome, log: () => Logger): Outcome {
  if (outcome !== undefined && outcome.error !== error) {
    log().warn(
      { err: outcome.error, dependency: name },
      "An error was replaced by another one during teardown",
    );
  }
  return { error };
}
