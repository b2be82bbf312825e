/** The reply that ends HTTP on a connection: 101, and a conversation after it. */
import type { StreamBody } from "../http/reply.ts";
import { Reply } from "../http/reply.ts";
import type { CompleteSocketSettings } from "./socket-settings.ts";
import type { SocketTransport } from "./transport.ts";

/** What a door does with the reply. */
export interface Upgrade {
  /** The subprotocol agreed on. */
  readonly protocol: string | undefined;
  readonly settings: CompleteSocketSettings;
  /**
   * Talks until the socket has ended and everything of its run is closed; called once, when the connection is open. Never
   * rejects; gives the error of the conversation, boxed, or undefined when it ended well.
   */
  readonly talk: (transport: SocketTransport) => Promise<{ readonly error: unknown } | undefined>;
  /** Called instead when there will be no conversation, with the reason. */
  readonly abandon: (reason: unknown) => Promise<void>;
}

/**
 * A reply that opens a socket. Its body is one that nobody pulls from: whoever throws the reply away finishes it, and so
 * closes what the run holds open. A door finishes it after the conversation, for those outside who hold something, too.
 */
export class UpgradeReply extends Reply {
  readonly upgrade: Upgrade;

  constructor(upgrade: Upgrade) {
    super(101, [], bodyOf(upgrade));
    this.upgrade = upgrade;
  }
}

function bodyOf({ abandon }: Upgrade): StreamBody {
  return {
    chunks() {
      throw new TypeError("A socket was opened by a door that cannot open one");
    },
    finish: (reason) => abandon(reason),
  };
}
