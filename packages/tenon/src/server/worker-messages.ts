/** What a worker process and the one above it tell each other. Others send messages over the same channel, so ours are marked. */

/** From the primary process to a worker. */
export interface StopOrder {
  readonly tenon: "stop";
  /** Others take over: readiness stays as it is, and nobody has to be waited for. */
  readonly quiet: boolean;
}

/** From a worker to the primary process. */
export type WorkerReport =
  | { readonly tenon: "ready"; readonly url: string }
  /** It ends for a reason of its own: another one can begin while this one still answers. */
  | { readonly tenon: "leaving" };

/** Whether a message is one of ours. */
export function isStopOrder(message: unknown): message is StopOrder {
  return markOf(message) === "stop";
}

/** Whether a message is one of ours. */
export function isWorkerReport(message: unknown): message is WorkerReport {
  return ["ready", "leaving"].includes(String(markOf(message)));
}

function markOf(message: unknown): unknown {
  return typeof message === "object" && message !== null
    ? (message as { readonly tenon?: unknown }).tenon
    : undefined;
}
