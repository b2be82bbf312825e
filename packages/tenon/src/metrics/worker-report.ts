/** A worker's side: answers its primary, and tells by itself now and then, and before it ends. */
import type { FromWorker } from "./cluster-messages.ts";
import { isAboutMetrics } from "./cluster-messages.ts";
import type { MetricsSystem } from "./metrics-system.ts";

/** How often a worker tells by itself, in milliseconds: what it counted after that is lost if it is killed. */
const interval = 5_000;

/** What a worker needs of its process. */
export type Channel = Pick<NodeJS.Process, "on" | "off" | "connected"> & {
  readonly send?: NodeJS.Process["send"];
};

/**
 * Reports the metrics of this worker to its primary.
 * @returns ends it, with a last report: nothing that was counted is lost
 */
export function reportToPrimary(metrics: MetricsSystem, channel: Channel = process): () => Promise<void> {
  const send = (message: FromWorker): Promise<void> =>
    new Promise((resolve) => {
      // A primary that has gone asks for nothing any more.
      if (channel.connected && channel.send !== undefined)
        channel.send(message, undefined, {}, () => resolve());
      else resolve();
    });
  const report = async (answers?: number): Promise<void> => {
    const state = await metrics.state();
    await send({ tenon: "metrics", type: "state", state, ...(answers === undefined ? {} : { answers }) });
  };
  const asked = (message: unknown): void => {
    if (isAboutMetrics(message) && message.type === "ask") void report(message.question);
  };
  channel.on("message", asked);
  const timer = setInterval(() => void report(), interval);
  timer.unref();
  return async () => {
    clearInterval(timer);
    channel.off("message", asked);
    await report();
  };
}
