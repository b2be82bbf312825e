/**
 * An endpoint is an operation ready to serve: resolve its plan, call the handler, check and serialise the result, close the
 * lifetimes, and only then let the reply go. Whatever goes wrong is answered after the lifetimes have seen it.
 */
import { EarlyReply, type Outcome } from "../depends/lifetimes.ts";
import { Plan, type PlanOptions, type Waiting } from "../depends/plan.ts";
import type { Run, RunHost } from "../depends/run.ts";
import { discard } from "../http/discard.ts";
import type { Exchange } from "../http/exchange.ts";
import type { OnError } from "../http/on-error.ts";
import { isStreamBody, Reply, responseReply, type StreamBody } from "../http/reply.ts";
import { defaultBodyLimit } from "../http/request-body.ts";
import { isThenable } from "../http/thenable.ts";
import { DeclaredResponses } from "../results/declared-responses.ts";
import { DeferredReply } from "../results/deferred-reply.ts";
import { TypedAnswer } from "../results/typed-answer.ts";
import { checkErrors } from "./declared-errors.ts";
import type { PlacedOperation } from "./place.ts";
import { TracedResponses } from "./traced-responses.ts";

/** Work that a run leaves behind for after its answer. */
export interface DeferredWork {
  /** Whether there is any. */
  readonly pending: boolean;
  /** Does it; never throws. */
  run(): Promise<void>;
}

/** An operation, compiled. */
export class Endpoint {
  readonly placed: PlacedOperation;
  readonly plan: Plan;
  readonly responses: DeclaredResponses;
  readonly #handler: (received: unknown) => unknown;
  readonly #bodyLimit: number;
  readonly #onError: OnError;

  /** @throws {StartError} when its declarations contradict each other */
  constructor(placed: PlacedOperation, options: PlanOptions, onError: OnError) {
    const { needs, handler } = placed.operation;
    const { bodyLimit = options.bodyLimit, strictContentType = placed.strictContentType } = needs;
    this.#bodyLimit = bodyLimit ?? defaultBodyLimit;
    this.placed = placed;
    this.#onError = onError;
    this.plan = new Plan(
      { label: placed.id, guards: placed.guards, needs: { ...needs, scope: "run" } as never },
      { ...options, strictContentType, bodyLimit: this.#bodyLimit },
    );
    const { tracer } = options;
    const call = handler as (received: unknown) => unknown;
    this.responses =
      tracer === undefined
        ? new DeclaredResponses(placed.id, needs)
        : new TracedResponses(placed.id, needs, tracer);
    checkErrors(placed, this.plan);
    this.#handler = tracer === undefined ? call : (received) => tracer.span(placed.id, () => call(received));
  }

  /** Answers one exchange; whatever is thrown on the way is answered after teardown. */
  handle(exchange: Exchange, host: RunHost): Reply | Promise<Reply> {
    exchange.bodyLimit = this.#bodyLimit;
    const run = this.plan.newRun(host, exchange);
    let waiting: Waiting;
    try {
      waiting = this.plan.begin(run);
    } catch (error) {
      return this.#stopped(run, error);
    }
    return waiting === undefined ? this.#call(run) : this.#callLater(run, waiting);
  }

  /** One function that waits for the whole rest: a chain of promises would wait several times for each. */
  async #callLater(run: Run, first: Waiting): Promise<Reply> {
    try {
      for (let waiting = first; waiting !== undefined; ) waiting = this.plan.resume(run, await waiting);
    } catch (error) {
      return this.#stopped(run, error);
    }
    const reply = this.#call(run);
    return reply instanceof Promise ? await reply : reply;
  }

  /** A dependency threw, or answered in the handler's place. */
  #stopped(run: Run, error: unknown): Reply | Promise<Reply> {
    return error instanceof EarlyReply
      ? this.#succeed(run, this.#drafted(run, error.reply))
      : this.#fail(run, error);
  }

  #call(run: Run): Reply | Promise<Reply> {
    if (run.refusal !== undefined) return this.#fail(run, run.refusal);
    let made: unknown;
    try {
      made = this.#handler(this.plan.received(run));
      if (!isThenable(made)) made = this.#reply(run, made);
    } catch (error) {
      return this.#fail(run, error);
    }
    return made instanceof Reply ? this.#succeed(run, made) : this.#finish(run, made as PromiseLike<unknown>);
  }

  /** What the handler gives later, or the reply that it takes time to make. */
  async #finish(run: Run, made: PromiseLike<unknown>): Promise<Reply> {
    let reply: Reply | Promise<Reply>;
    try {
      reply = this.#reply(run, await made);
      if (reply instanceof Promise) reply = await reply;
    } catch (error) {
      return this.#fail(run, error);
    }
    reply = this.#succeed(run, reply);
    return reply instanceof Promise ? await reply : reply;
  }

  #reply(run: Run, result: unknown): Reply | Promise<Reply> {
    if (typeof result !== "object" || result === null) return this.#value(run, result);
    if (result instanceof Reply) return result;
    if (result instanceof DeferredReply) return this.#deferred(run, result);
    if (result instanceof TypedAnswer) return this.#typed(run, result);
    if (result instanceof Response) return responseReply(result);
    return this.#value(run, result);
  }

  #value(run: Run, value: unknown): Reply | Promise<Reply> {
    const reply = this.responses.value(value, run.draft?.status);
    if (reply instanceof Promise) return reply.then((later) => this.#drafted(run, later));
    return this.#drafted(run, reply);
  }

  async #deferred(run: Run, result: DeferredReply): Promise<Reply> {
    const exchange = run.exchange as Exchange;
    const { items } = this.responses;
    const { shutdown } = run.host;
    const reply = await result.toReply({ exchange, operation: this.placed.id, items, shutdown });
    if (!result.takesDraft) return reply;
    reply.status = run.draft?.status ?? reply.status;
    return this.#drafted(run, reply);
  }

  /** What the answer says about itself goes before what was said about any answer. */
  async #typed(run: Run, answer: TypedAnswer): Promise<Reply> {
    const reply = this.#drafted(run, await this.responses.answer(answer));
    const { headers } = answer;
    for (let i = 0; i < headers.length; i += 2) reply.delete(headers[i] as string);
    reply.headers.push(...headers);
    return reply;
  }

  #drafted(run: Run, reply: Reply): Reply {
    run.draft?.applyTo(reply);
    return reply;
  }

  /** Not thrown any further: of an answer to a caller's mistake, throwing would be a good part. */
  #fail(run: Run, error: unknown): Reply | Promise<Reply> {
    const exchange = run.exchange as Exchange;
    if (run.lifetimes === undefined) return this.#onError(exchange, error);
    const outcome = run.lifetimes.close({ error }, () => run.log);
    if (outcome instanceof Promise) {
      return outcome.then((last) => this.#onError(exchange, (last ?? { error }).error));
    }
    return this.#onError(exchange, (outcome ?? { error }).error);
  }

  #succeed(run: Run, reply: Reply): Reply | Promise<Reply> {
    const late = run.exchange?.deadline?.error;
    if (late !== undefined) return this.#tooLate(run, reply, late);
    if (isStreamBody(reply.body)) return heldOpen(run, reply, reply.body);
    if (run.lifetimes === undefined) return this.#withTasks(run, reply);
    const outcome = run.lifetimes.close(undefined, () => run.log, reply);
    if (outcome instanceof Promise) {
      return outcome.then((last) => this.#closed(run, reply, last));
    }
    return this.#closed(run, reply, outcome);
  }

  /** A 503 has been sent meanwhile: what it was about must not be done. */
  #tooLate(run: Run, reply: Reply, error: Error): Reply | Promise<Reply> {
    discard(run.exchange as Exchange, reply, error);
    return this.#fail(run, error);
  }

  #closed(run: Run, reply: Reply, outcome: Outcome): Reply | Promise<Reply> {
    if (outcome !== undefined) return this.#onError(run.exchange as Exchange, outcome.error);
    return this.#withTasks(run, reply);
  }

  #withTasks(run: Run, reply: Reply): Reply {
    const work = run.tasks as DeferredWork | undefined;
    if (work?.pending === true) reply.after(() => work.run());
    return reply;
  }
}

/**
 * A streamed body keeps its dependencies: they close when it ends, or with the reason why it did not. What the run leaves for
 * later is done after the answer, like any other's, and only if all of that went well.
 */
function heldOpen(run: Run, reply: Reply, body: StreamBody): Reply {
  const work = run.tasks as DeferredWork | undefined;
  let endedWell = false;
  reply.body = {
    chunks: () => body.chunks(),
    async finish(reason) {
      let error = reason;
      try {
        await body.finish(reason);
      } catch (thrown) {
        run.log.error({ err: thrown }, "A stream failed to close");
        error ??= thrown;
      }
      const outcome = error === undefined ? undefined : ({ error } as const);
      const last =
        run.lifetimes === undefined ? outcome : await run.lifetimes.close(outcome, () => run.log, reply);
      if (last !== undefined && last.error !== error) {
        run.log.error({ err: last.error }, "A dependency failed to close after its stream had ended");
      }
      endedWell = last === undefined;
    },
  };
  if (work !== undefined) reply.after(() => (endedWell ? work.run() : undefined));
  return reply;
}
