/** What is mounted in a running app: started in order, stopped in reverse, and asked like an operation. */
import { exchange as exchangeNeed } from "../depends/built-ins.ts";
import type { Outcome } from "../depends/lifetimes.ts";
import type { Override } from "../depends/override.ts";
import type { Exchange } from "../http/exchange.ts";
import type { Logger } from "../http/logger.ts";
import type { Reply } from "../http/reply.ts";
import type { Mounted } from "../routing/mount.ts";
import type { PlacedMount, PlacedOperation } from "../routing/place.ts";
import { MountExchange } from "./mount-exchange.ts";

/** The mounts of one running app. */
export class Mounts {
  readonly #mounts: readonly PlacedMount[];
  readonly #overrides: readonly Override[];
  readonly #started = new Map<PlacedMount, Mounted>();

  constructor(mounts: readonly PlacedMount[], overrides: readonly Override[]) {
    this.#mounts = mounts;
    this.#overrides = overrides;
  }

  /** As operations, so that the dependencies, middleware and error handlers of routers stand around them. */
  get placed(): readonly PlacedOperation[] {
    return this.#mounts.map((mount) => ({
      ...mount,
      operation: {
        "~tenon": "operation",
        method: "GET",
        path: mount.path,
        needs: { depends: { exchange: exchangeNeed } },
        handler: ({ exchange }: { exchange: Exchange }) => this.#handle(mount, exchange),
      },
    }));
  }

  /** @throws what a mount throws; those before it are still to be stopped */
  async start(logger: Logger, shutdown: AbortSignal): Promise<void> {
    for (const placed of this.#mounts) {
      this.#started.set(placed, await placed.mount.start({ overrides: this.#overrides, logger, shutdown }));
    }
  }

  /** Stops what has been started, in reverse. What one throws is logged where another error goes on outwards. */
  async stop(outcome: Outcome, logger: Logger): Promise<Outcome> {
    let last = outcome;
    for (const mounted of [...this.#started.values()].reverse()) {
      try {
        await mounted.stop?.();
      } catch (error) {
        if (last !== undefined) logger.error({ err: error }, "A mounted app failed to stop");
        last ??= { error };
      }
    }
    this.#started.clear();
    return last;
  }

  async #handle(placed: PlacedMount, outer: Exchange): Promise<Reply> {
    const mounted = this.#started.get(placed) as Mounted;
    const inner = new MountExchange(outer, placed.prefix.split("/").length - 1);
    try {
      return await mounted.handle(inner);
    } finally {
      // Logs and metrics outside speak of what has answered inside.
      if (inner.route !== undefined) outer.route = placed.prefix + inner.route;
      if (inner.operationId !== undefined) outer.operationId = `${placed.id}.${inner.operationId}`;
      outer.principal = inner.principal;
    }
  }
}
