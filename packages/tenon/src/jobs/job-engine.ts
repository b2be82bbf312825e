/**
 * The engine of an app's jobs: pg-boss on the app's database. One instance sends and looks; another one, with its own timers,
 * works, where this process works at all.
 */
import type { PgBoss } from "pg-boss";
import { logger } from "../depends/built-ins.ts";
import { type Dependency, dependency } from "../depends/dependency.ts";
import type { Need } from "../depends/need.ts";
import { StartError } from "../depends/start-error.ts";
import { type Logger, silentLogger } from "../http/logger.ts";
import type { Job } from "./job.ts";
import { connectionOptions, type JobDatabase } from "./job-database.ts";
import type { JobObserver } from "./job-observer.ts";
import { loadEngine } from "./load-engine.ts";
import { deadLetterQueue, deadLetterSettings, queuePolicy, queueSettings } from "./queue-settings.ts";

/** How an engine is opened. */
export interface JobEngineOptions {
  /** Where jobs are kept. */
  readonly database: Need<JobDatabase, "app">;
  /** The PostgreSQL schema of its tables. Default: `pgboss`. */
  readonly schema?: string;
  /** Make and migrate the tables when it opens; N processes may do it at once. Default: true. */
  readonly migrate?: boolean;
  /** After how many seconds without a sign of life a worker counts as dead, at least 10. Default: 30. */
  readonly heartbeat?: number;
}

/**
 * Declares the engine: a dependency for the life of the app.
 * @example
 * export const engine = jobEngine({ database: jobDatabase });
 */
export function jobEngine(options: JobEngineOptions): Dependency<JobEngine, "app", never, never> {
  const needs = { scope: "app", name: "jobEngine", depends: { database: options.database, logger } } as const;
  return dependency(needs, async function* ({ database, logger }) {
    const engine = await JobEngine.open(database, options, logger);
    try {
      yield engine;
    } finally {
      await engine.close();
    }
  }) as Dependency<JobEngine, "app", never, never>;
}

/**
 * Makes the engine's tables, or brings them to the version that is installed: for a step of a deployment. Where an engine opens
 * with `migrate`, it does this itself.
 * @example
 * await migrateJobs({ connectionString });
 */
export async function migrateJobs(database: JobDatabase, schema?: string): Promise<void> {
  const options = { migrate: true, ...(schema === undefined ? {} : { schema }) };
  const engine = await JobEngine.open(database, options, silentLogger);
  await engine.close();
}

/** An open engine. */
export class JobEngine {
  /** Sends and looks; it runs nothing and has no timers. */
  readonly boss: PgBoss;
  /** Whether the database lives in this process, and jobs can run nowhere else. */
  readonly embedded: boolean;
  readonly schema: string;
  readonly #heartbeat: number | undefined;
  readonly #another: () => PgBoss;
  #known: ReadonlySet<string> = new Set();
  #observer: JobObserver | undefined = undefined;

  private constructor(boss: PgBoss, another: () => PgBoss, settings: OpenSettings) {
    this.boss = boss;
    this.embedded = settings.embedded;
    this.schema = settings.schema;
    this.#heartbeat = settings.heartbeat;
    this.#another = another;
  }

  /** Opens an engine, and makes its tables where they are missing. */
  static async open(
    database: JobDatabase,
    { schema = "pgboss", migrate = true, heartbeat }: Omit<JobEngineOptions, "database">,
    logger: Logger,
  ): Promise<JobEngine> {
    const engine = await loadEngine();
    const connection = await connectionOptions(database, engine);
    const make = (working: boolean): PgBoss => {
      const boss = new engine.PgBoss({
        ...connection,
        schema,
        migrate,
        supervise: working,
        schedule: working,
        useListenNotify: working,
        registerInstance: working,
        superviseIntervalSeconds: 10,
        monitorIntervalSeconds: 10,
        cronMonitorIntervalSeconds: 10,
        // The trace of whoever sends goes with the job; without an SDK of OpenTelemetry this does nothing.
        openTelemetry: { propagateContext: true },
      });
      boss.on("error", (error) => logger.error({ err: error }, "The job engine failed"));
      boss.on("warning", ({ message, data }) => logger.warn({ data }, `The job engine warns: ${message}`));
      return boss;
    };
    const boss = await make(false).start();
    return new JobEngine(boss, () => make(true), {
      embedded: "pglite" in database,
      schema,
      heartbeat,
    });
  }

  /** A second instance that works: with supervision, schedules and notifications. Start and stop it yourself. */
  working(): PgBoss {
    return this.#another();
  }

  /** Whether the app has a job of this name. */
  knows({ name }: Job): boolean {
    return this.#known.has(name);
  }

  /**
   * Makes the queues of an app's jobs, and gives those that are there the settings of today.
   * @param observer is told what is sent from then on
   * @throws {StartError} when a job's `singleton` changed while jobs of it wait
   */
  async register(jobs: readonly Job[], observer?: JobObserver): Promise<void> {
    const queues = new Map((await this.boss.getQueues()).map((queue) => [queue.name, queue]));
    if (!queues.has(deadLetterQueue)) await this.boss.createQueue(deadLetterQueue, deadLetterSettings);
    for (const job of jobs) {
      const settings = queueSettings(job, this.#heartbeat);
      const policy = queuePolicy(job);
      const queue = queues.get(job.name);
      if (queue?.policy === policy) {
        const changed = Object.entries(settings).some(([key, value]) => queue[key as "notify"] !== value);
        if (changed) await this.boss.updateQueue(job.name, settings);
        continue;
      }
      if (queue !== undefined) await this.#removeFinished(job);
      const given = Object.entries(settings).filter(([, value]) => value !== null);
      await this.boss.createQueue(job.name, { ...Object.fromEntries(given), policy });
    }
    this.#known = new Set(jobs.map(({ name }) => name));
    this.#observer = observer;
  }

  /** Jobs were sent through this engine. */
  sent({ name }: Job, count: number): void {
    this.#observer?.sent(name, count);
  }

  async close(): Promise<void> {
    await this.boss.stop({ graceful: false });
  }

  /** A queue's rule is fixed; only one without work can be made anew. */
  async #removeFinished({ name }: Job): Promise<void> {
    const [waiting] = await this.boss.findJobs(name, { queued: true, limit: 1 });
    if (waiting !== undefined) {
      throw new StartError(
        `The job ${name} has another \`singleton\` than before, and jobs of it still wait under the old rule: ` +
          "let these run with the old version first, or give the job another name.",
      );
    }
    await this.boss.deleteQueue(name);
  }
}

interface OpenSettings {
  readonly embedded: boolean;
  readonly schema: string;
  readonly heartbeat: number | undefined;
}
