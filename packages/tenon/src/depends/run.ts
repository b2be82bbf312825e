/**
 * A run is one resolution of a graph: a request's, a job's, a task's. It holds the values by slot and the lifetimes to close,
 * and nothing else that could be known before it began.
 */
import type { RequestValidationError } from "../http/errors.ts";
import type { Exchange } from "../http/exchange.ts";
import type { Logger } from "../http/logger.ts";
import type { Lifetimes } from "./lifetimes.ts";
import type { ResponseDraft } from "./response-draft.ts";

/** A value that has not been resolved yet. */
export const UNSET: unique symbol = Symbol("unset");

/** What runs beside a request: the running app gives it to those who ask. */
export interface RunHost {
  readonly logger: Logger;
  /** Makes the `backgroundTasks` of a run. */
  readonly backgroundTasks: (run: Run) => unknown;
  /** Aborted when the app begins to stop. */
  readonly shutdown: AbortSignal;
  /** Aborted when the process should get no more work, before the app begins to stop. */
  readonly drain: AbortSignal;
  /** The address of the caller, as far as proxies are trusted. */
  readonly clientAddress: (exchange: Exchange) => string | undefined;
}

/** One resolution of a graph. */
export class Run {
  /** Values by slot; a copy of the plan's template. */
  readonly values: unknown[];
  readonly host: RunHost;
  /** The request, where there is one. */
  readonly exchange: Exchange | undefined;
  /** A name for the run in logs. */
  readonly id: string | undefined;
  /** Status, headers and cookies set on the way; made for those who ask. */
  draft: ResponseDraft | undefined = undefined;
  /** Aborted when a job is to end early; requests have theirs on the exchange. */
  signal: AbortSignal | undefined = undefined;
  /** Tasks to run after a success; made for those who ask. */
  tasks: unknown = undefined;
  /** How far the plan has come. */
  step = 0;
  /** The inputs break the contract: nothing further is resolved, and this is the answer. */
  refusal: RequestValidationError | undefined = undefined;
  /** Open generators; undefined while there is none. */
  lifetimes: Lifetimes | undefined = undefined;

  constructor(values: unknown[], host: RunHost, exchange: Exchange | undefined, id?: string) {
    this.values = values;
    this.host = host;
    this.exchange = exchange;
    this.id = id;
  }

  /** The logger of this run: its lines carry the request id. */
  get log(): Logger {
    if (this.exchange !== undefined) return this.exchange.log;
    return this.id === undefined ? this.host.logger : this.host.logger.child({ runId: this.id });
  }
}
