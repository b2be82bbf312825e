/** A mount is a place in the paths behind which something else answers: an app, a fetch handler, a folder. */
import type { Override } from "../depends/override.ts";
import type { Exchange } from "../http/exchange.ts";
import type { Logger } from "../http/logger.ts";
import type { Reply } from "../http/reply.ts";

/** A member of a record of routes that answers every method and path under a prefix; it is not in the document. */
export interface Mount {
  readonly "~tenon": "mount";
  /** `/static`; `/` is everything that no operation answers. */
  readonly prefix: string;
  /** Runs when the app around it starts, after the app-scoped dependencies and the lifespan. */
  readonly start: (context: MountContext) => Mounted | Promise<Mounted>;
}

/** What the app around a mount gives it. */
export interface MountContext {
  readonly overrides: readonly Override[];
  readonly logger: Logger;
  /** Aborted when the app around it begins to stop. */
  readonly shutdown: AbortSignal;
}

/** A mount that has been started. */
export interface Mounted {
  /** Answers an exchange whose path begins behind the prefix. */
  readonly handle: (exchange: Exchange) => Reply | Promise<Reply>;
  /** Runs when the app around it stops, before its lifespan ends. */
  readonly stop?: () => void | Promise<void>;
}

/** Whether a member of a record is a mount. */
export function isMount(member: object): member is Mount {
  return (member as Partial<Mount>)["~tenon"] === "mount";
}
