/**
 * A number of worker processes, kept up: who dies is replaced, a reload replaces them one by one, and all stop together. What a
 * worker is made of is not known here.
 */
import type { Logger } from "../http/logger.ts";
import { Respawn, type RespawnRules } from "./respawn.ts";
import type { StopOrder } from "./worker-messages.ts";

/** One process, as the pool sees it. */
export interface PoolProcess {
  readonly pid: number | undefined;
  /** Never throws: a process that has just gone hears nothing. */
  readonly tell: (order: StopOrder) => void;
  readonly kill: () => void;
}

/** What a process reports. */
export interface PoolEvents {
  readonly ready: (url: string) => void;
  /** It ends by itself, and still answers what it has. */
  readonly leaving: () => void;
  /** The last one. */
  readonly exited: (code: number | null, signal: string | null) => void;
}

/** How a pool is kept. All times are in milliseconds. */
export interface PoolOptions {
  readonly size: number;
  readonly fork: (events: PoolEvents) => PoolProcess;
  readonly logger: Logger;
  /** Called once, when all are ready for the first time. */
  readonly listening: (url: string) => void;
  /** Called for each worker that another one takes the place of. */
  readonly replaced?: (reason: "crash" | "reload") => void;
  /** How long a worker may take to get ready before it is killed. */
  readonly startDeadline: number;
  /** How long a worker may take to stop before it is killed. */
  readonly stopDeadline: number;
  readonly rules?: RespawnRules;
}

interface Member {
  process: PoolProcess;
  state: "starting" | "ready" | "leaving";
  readyAt: number;
  /** Its successor is under way already. */
  succeeded: boolean;
  /** Somebody waits for its start, and decides what a failed one means. */
  readonly awaited: boolean;
  readonly started: PromiseWithResolvers<boolean>;
  readonly over: PromiseWithResolvers<void>;
}

/** Keeps a number of workers. */
export class WorkerPool {
  readonly #options: PoolOptions;
  readonly #respawn: Respawn;
  readonly #members = new Set<Member>();
  readonly #waiting = new Set<NodeJS.Timeout>();
  readonly #ended = Promise.withResolvers<number>();
  /** Where the workers listen, as soon as one does. */
  #url = "";
  #stopping = false;
  #reloading: Promise<void> | undefined = undefined;
  #reloadAgain = false;
  #replaced = 0;

  constructor(options: PoolOptions) {
    this.#options = options;
    this.#respawn = new Respawn(options.rules);
  }

  /** How many workers died and were replaced; those of a reload do not count. */
  get replaced(): number {
    return this.#replaced;
  }

  /**
   * Starts the workers: one first, so that what keeps all of them from starting is said once.
   * @returns the exit code, when everything has ended: 0 after `stop`, else that of the first worker, or 1 after a crash loop
   */
  async run(): Promise<number> {
    const { size, listening } = this.#options;
    const first = this.#fork({ awaited: true });
    if (!(await first.started.promise)) return this.#stopping ? this.#ended.promise : this.#giveUp();
    const others = Array.from({ length: size - 1 }, () => this.#fork());
    void Promise.all(others.map((member) => member.started.promise)).then(() => {
      if (!this.#stopping) listening(this.#url);
    });
    return this.#ended.promise;
  }

  /** Replaces every worker by a new one, each before the old one stops; asked for again meanwhile, once more after that. */
  reload(): Promise<void> {
    if (this.#reloading !== undefined) this.#reloadAgain = true;
    this.#reloading ??= this.#reload().finally(() => {
      this.#reloading = undefined;
      if (!this.#reloadAgain) return;
      this.#reloadAgain = false;
      void this.reload();
    });
    return this.#reloading;
  }

  /** Stops all of them, and with them `run`. */
  async stop(code = 0): Promise<void> {
    if (!this.#stopping) {
      this.#stopping = true;
      for (const timer of this.#waiting) clearTimeout(timer);
      for (const member of this.#members) this.#end(member, { quiet: false });
    }
    await Promise.all([...this.#members].map((member) => member.over.promise));
    this.#ended.resolve(code);
  }

  /** Kills what is left. */
  kill(): void {
    for (const { process } of this.#members) process.kill();
  }

  async #reload(): Promise<void> {
    const { logger } = this.#options;
    const old = [...this.#members].filter(({ state }) => state !== "leaving");
    logger.info({ workers: old.length }, "Reloading: each worker is replaced by a new one");
    for (const member of old) {
      if (this.#stopping) return;
      // Who died meanwhile has a successor from the new files already.
      if (member.state === "leaving") continue;
      member.succeeded = true;
      const next = this.#fork({ awaited: true });
      if (await next.started.promise) {
        this.#options.replaced?.("reload");
        this.#end(member, { quiet: true });
        continue;
      }
      member.succeeded = false;
      if (this.#stopping) return;
      logger.error(
        { worker: next.process.pid },
        "Not reloaded: the new worker did not start, the old ones go on",
      );
      if (!this.#members.has(member)) this.#succeed(member);
      return;
    }
    logger.info({ workers: this.#options.size }, "Reloaded");
  }

  #fork({ awaited } = { awaited: false }): Member {
    const member: Member = {
      process: nobody,
      state: "starting",
      readyAt: Number.POSITIVE_INFINITY,
      succeeded: false,
      awaited,
      started: Promise.withResolvers(),
      over: Promise.withResolvers(),
    };
    const { logger, startDeadline } = this.#options;
    const late = setTimeout(() => {
      logger.error({ worker: member.process.pid, startDeadline }, "A worker did not get ready in time");
      member.process.kill();
    }, startDeadline);
    member.process = this.#options.fork({
      ready: (url) => {
        clearTimeout(late);
        this.#url = url;
        if (member.state === "starting") member.state = "ready";
        member.readyAt = performance.now();
        logger.info({ worker: member.process.pid }, "A worker is ready");
        member.started.resolve(true);
      },
      leaving: () => this.#left(member, "it is stopping by itself"),
      exited: (code, signal) => {
        clearTimeout(late);
        this.#members.delete(member);
        this.#left(member, signal === null ? `exit code ${code}` : `killed by ${signal}`);
        member.started.resolve(false);
        member.over.resolve();
      },
    });
    this.#members.add(member);
    return member;
  }

  /** A worker that was not told to has gone, or is about to. */
  #left(member: Member, how: string): void {
    const expected = member.state === "leaving";
    const neverReady = member.readyAt === Number.POSITIVE_INFINITY;
    member.state = "leaving";
    if (expected || this.#stopping) return;
    this.#options.logger.error({ worker: member.process.pid }, `A worker has left: ${how}`);
    if (!member.succeeded && !(neverReady && member.awaited)) this.#succeed(member);
  }

  #succeed(member: Member): void {
    const { logger } = this.#options;
    const lived = Math.max(0, performance.now() - member.readyAt);
    const delay = this.#respawn.died(lived, this.#anyHealthy());
    if (delay === "crash-loop") {
      logger.error(
        { crashes: this.#respawn.inARow },
        `Giving up: ${this.#respawn.inARow} workers in a row ended shortly after their start. The lines before this one say why.`,
      );
      void this.stop(1);
      return;
    }
    this.#replaced += 1;
    this.#options.replaced?.("crash");
    const timer = setTimeout(() => {
      this.#waiting.delete(timer);
      this.#fork();
    }, delay);
    this.#waiting.add(timer);
  }

  #anyHealthy(): boolean {
    const now = performance.now();
    return [...this.#members].some(
      ({ state, readyAt }) => state === "ready" && this.#respawn.isHealthy(now - readyAt),
    );
  }

  #end(member: Member, { quiet }: { readonly quiet: boolean }): void {
    member.state = "leaving";
    const { logger, stopDeadline } = this.#options;
    const { process } = member;
    process.tell({ tenon: "stop", quiet });
    const late = setTimeout(() => {
      logger.error({ worker: process.pid, stopDeadline }, "A worker did not stop in time, and is killed");
      process.kill();
    }, stopDeadline);
    void member.over.promise.then(() => clearTimeout(late));
  }

  async #giveUp(): Promise<number> {
    await this.stop(1);
    return 1;
  }
}

const nobody: PoolProcess = { pid: undefined, tell() {}, kill() {} };
