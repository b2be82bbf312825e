/**
 * An endpoint is an operation ready to serve: resolve its plan, call the handler, check and serialise the result, close the
 * lifetimes, and only then let the reply go. Whatever goes wrong is thrown, after the lifetimes have seen it.
 */
import { type Contract, responseContract } from "../contract/contract.ts";
import { Plan, type PlanOptions } from "../depends/plan.ts";
import type { Run, RunHost } from "../depends/run.ts";
import { ResponseContractError } from "../http/errors.ts";
import type { Exchange } from "../http/exchange.ts";
import { isStreamBody, jsonReply, Reply, responseReply, type StreamBody } from "../http/reply.ts";
import { isThenable } from "../http/thenable.ts";
import type { PlacedOperation } from "./router.ts";

/** Work that a run leaves behind for after its answer. */
export interface DeferredWork {
  /** Whether there is any. */
  readonly pending: boolean;
  /** Does it; never throws. */
  run(): Promise<void>;
}

const BODYLESS = new Set([204, 205, 304]);

/** An operation, compiled. */
export class Endpoint {
  readonly placed: PlacedOperation;
  readonly plan: Plan;
  readonly response: Contract | undefined;
  readonly status: number;
  readonly #handler: (received: unknown) => unknown;

  /** @throws {StartError} when its declarations contradict each other */
  constructor(placed: PlacedOperation, options: PlanOptions) {
    const { needs, handler } = placed.operation;
    const bodyLimit = needs.bodyLimit ?? options.bodyLimit;
    this.placed = placed;
    this.plan = new Plan(
      { label: placed.id, guards: placed.guards, needs: { ...needs, scope: "run" } as never },
      { ...options, ...(bodyLimit === undefined ? {} : { bodyLimit }) },
    );
    this.response =
      needs.response === undefined ? undefined : responseContract(needs.response, `${placed.id}: response`);
    this.status = needs.status ?? 200;
    this.#handler = handler as (received: unknown) => unknown;
  }

  /**
   * Answers one exchange.
   * @throws whatever was thrown on the way, after teardown
   */
  handle(exchange: Exchange, host: RunHost): Reply | Promise<Reply> {
    const run = this.plan.begin(host, exchange);
    let made: Reply | Promise<Reply>;
    try {
      const pending = this.plan.resolve(run);
      if (pending !== undefined) return this.#continue(run, pending);
      made = this.#answer(run, this.#handler(this.plan.received(run)));
    } catch (error) {
      return this.#fail(run, error);
    }
    return made instanceof Promise ? this.#settle(run, made) : this.#succeed(run, made);
  }

  async #continue(run: Run, pending: Promise<void>): Promise<Reply> {
    let reply: Reply;
    try {
      await pending;
      reply = await this.#answer(run, this.#handler(this.plan.received(run)));
    } catch (error) {
      return this.#fail(run, error);
    }
    return this.#succeed(run, reply);
  }

  async #settle(run: Run, made: Promise<Reply>): Promise<Reply> {
    let reply: Reply;
    try {
      reply = await made;
    } catch (error) {
      return this.#fail(run, error);
    }
    return this.#succeed(run, reply);
  }

  #answer(run: Run, result: unknown): Reply | Promise<Reply> {
    if (isThenable(result)) return Promise.resolve(result).then((value) => this.#reply(run, value));
    return this.#reply(run, result);
  }

  #reply(run: Run, result: unknown): Reply | Promise<Reply> {
    if (result instanceof Reply) {
      run.draft?.applyTo(result);
      return result;
    }
    if (result instanceof Response) return responseReply(result);
    const status = run.draft?.status ?? this.status;
    if (BODYLESS.has(status)) return this.#drafted(run, new Reply(status));
    if (this.response === undefined)
      return this.#drafted(run, jsonReply(status, JSON.stringify(result) ?? "null"));
    const encoded = this.response.encode(result);
    if (encoded instanceof Promise) return encoded.then((later) => this.#serialise(run, status, later));
    return this.#serialise(run, status, encoded);
  }

  #serialise(run: Run, status: number, encoded: Awaited<ReturnType<Contract["encode"]>>): Reply {
    if (encoded.issues !== undefined) {
      const faults = (this.response as Contract).faults(encoded.issues, ["response"], undefined, false);
      throw new ResponseContractError(this.placed.id, faults);
    }
    return this.#drafted(run, jsonReply(status, JSON.stringify(encoded.value) ?? "null"));
  }

  #drafted(run: Run, reply: Reply): Reply {
    run.draft?.applyTo(reply);
    return reply;
  }

  #fail(run: Run, error: unknown): Promise<never> | never {
    if (run.lifetimes === undefined) throw error;
    const outcome = run.lifetimes.close({ error }, () => run.log);
    if (outcome instanceof Promise) {
      return outcome.then((last) => {
        throw (last ?? { error }).error;
      });
    }
    throw (outcome ?? { error }).error;
  }

  #succeed(run: Run, reply: Reply): Reply | Promise<Reply> {
    if (isStreamBody(reply.body) && run.lifetimes !== undefined) return heldOpen(run, reply, reply.body);
    if (run.lifetimes === undefined) return this.#deferred(run, reply);
    const outcome = run.lifetimes.close(undefined, () => run.log);
    if (outcome instanceof Promise) {
      return outcome.then((last) => {
        if (last !== undefined) throw last.error;
        return this.#deferred(run, reply);
      });
    }
    if (outcome !== undefined) throw outcome.error;
    return this.#deferred(run, reply);
  }

  #deferred(run: Run, reply: Reply): Reply {
    const work = run.tasks as DeferredWork | undefined;
    if (work?.pending === true) reply.after(() => work.run());
    return reply;
  }
}

/** A streamed body keeps its dependencies: they close when it ends, or with the reason why it did not. */
function heldOpen(run: Run, reply: Reply, body: StreamBody): Reply {
  const work = run.tasks as DeferredWork | undefined;
  reply.body = {
    chunks: () => body.chunks(),
    async finish(reason) {
      await body.finish(reason);
      const outcome = await run.lifetimes?.close(
        reason === undefined ? undefined : { error: reason },
        () => run.log,
      );
      if (outcome !== undefined && outcome.error !== reason) {
        run.log.error({ err: outcome.error }, "A dependency failed to close after its stream had ended");
      }
      if (outcome === undefined && work?.pending === true) await work.run();
    },
  };
  return reply;
}
