/** Worker processes by `node:cluster`: the primary process listens and hands connections out, in turn. */
import cluster, { type Worker } from "node:cluster";
import type { ClusterMetrics } from "../metrics/cluster-metrics.ts";
import { isStopOrder, isWorkerReport, type StopOrder, type WorkerReport } from "./worker-messages.ts";
import type { PoolEvents, PoolProcess } from "./worker-pool.ts";

/**
 * Starts a worker: this same program with these arguments, where `cluster.isWorker` is true.
 * @param args the arguments of the command line
 * @param metrics takes what the worker counts into its sums
 */
export function forkWorker(
  args: readonly string[],
  events: PoolEvents,
  metrics?: ClusterMetrics,
): PoolProcess {
  cluster.setupPrimary({ exec: process.argv[1] as string, args: [...args] });
  const worker = cluster.fork();
  metrics?.follow(worker);
  worker.on("message", (message: unknown) => {
    if (!isWorkerReport(message)) return;
    if (message.tenon === "ready") events.ready(message.url);
    else events.leaving();
  });
  worker.once("exit", (code, signal) => events.exited(code, signal));
  // A worker that could not be started, or told: its exit says the rest.
  worker.on("error", ignore);
  return {
    pid: worker.process.pid,
    tell: (order) => tell(worker, order),
    kill: () => void worker.process.kill("SIGKILL"),
  };
}

function tell(worker: Worker, order: StopOrder): void {
  if (worker.isConnected()) worker.send(order, ignore);
}

/** The other side: what a worker says, and what it is told. */
export const thisWorker = {
  /** Tells the primary process. */
  report(message: WorkerReport): void {
    if (process.connected) process.send?.(message, undefined, undefined, ignore);
  },

  /** Calls back when this worker is to stop: by order, or because the primary process has gone. */
  onOrder(stop: (order: Pick<StopOrder, "quiet">) => void): void {
    process.on("message", (message: unknown) => {
      if (isStopOrder(message)) stop(message);
    });
    cluster.worker?.once("disconnect", () => {
      // Node would end the process here and now, with the requests that it has.
      if (cluster.worker !== undefined) cluster.worker.exitedAfterDisconnect = true;
      stop({ quiet: true });
    });
  },
};

function ignore(): void {}
