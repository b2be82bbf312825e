/** `tenon serve --workers`: the primary process, which serves nothing itself. */
import type { Logger } from "../http/logger.ts";
import type { MetricsSystem } from "../metrics/metrics-system.ts";
import { forkWorker } from "../server/cluster.ts";
import { clusterMetrics } from "../server/expose-metrics.ts";
import { type CompleteSettings, completeSettings, type ServerSettings } from "../server/serve-options.ts";
import { WorkerPool } from "../server/worker-pool.ts";

/** How long a worker may take to start, in milliseconds: an embedded library may compile, a database may be far away. */
const startDeadline = 60_000;
/** What a worker may take to stop beyond its own deadlines, in milliseconds, before it is killed. */
const margin = 10_000;

/** What the primary process keeps up. */
export interface ClusterOptions {
  readonly workers: number;
  /** The arguments of this command line; each worker gets them. */
  readonly args: readonly string[];
  readonly settings: ServerSettings;
  readonly logger: Logger;
  /** What the app measures itself by; the primary process shows the sums of all workers. */
  readonly metrics: MetricsSystem | undefined;
}

/**
 * Keeps workers until SIGTERM or SIGINT; SIGHUP replaces them one by one. A second SIGINT kills them.
 * @returns the exit code
 * @throws {MetricsPortError} when the port of the metrics is taken
 */
export async function serveCluster(options: ClusterOptions): Promise<number> {
  const { workers, args, settings, logger } = options;
  const complete = completeSettings(settings);
  const metrics = await clusterMetrics(options.metrics, logger);
  const pool = new WorkerPool({
    size: workers,
    logger,
    startDeadline,
    stopDeadline: stopDeadline(complete),
    // Any free port is the same one for all workers: Node hands out what the first one got.
    fork: (events) => forkWorker(args, events, metrics),
    replaced: (reason) => metrics?.replaced(reason),
    listening: (url) => logger.info({ url, workers }, `Listening on ${url}, ${workers} workers`),
  });
  onSignals(pool, logger);
  const code = await pool.run();
  await metrics?.close();
  logger.info({}, "Stopped");
  return code;
}

function onSignals(pool: WorkerPool, logger: Logger): void {
  let stopping = false;
  const stop = (): void => {
    if (!stopping) logger.info({}, "Stopping: what is under way is finished");
    stopping = true;
    void pool.stop();
  };
  let interrupted: number | undefined;
  process.on("SIGTERM", stop);
  process.on("SIGHUP", () => void pool.reload());
  process.on("SIGINT", () => {
    const now = performance.now();
    if (interrupted !== undefined && now - interrupted > 300) {
      pool.kill();
      process.exit(130);
    }
    interrupted ??= now;
    stop();
  });
  // Its workers would end with it, and what is wrong here is wrong nowhere else.
  process.on("uncaughtException", (error) => {
    logger.error({ err: error, category: "defect" }, "Nobody caught this: stopping");
    void pool.stop(1);
  });
}

function stopDeadline({ drainDelay, closeDeadline }: CompleteSettings): number {
  return drainDelay + closeDeadline + margin;
}
