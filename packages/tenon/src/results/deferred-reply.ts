/** An answer that is finished once the request is known: a file looks at its range, a stream at what its operation declares. */
import type { Contract } from "../contract/contract.ts";
import type { Exchange } from "../http/exchange.ts";
import type { Reply } from "../http/reply.ts";

/** What such an answer is finished with. */
export interface ReplyContext {
  readonly exchange: Exchange;
  /** The operation's id, for messages. */
  readonly operation: string;
  /** What the operation declares as `items` of its success; undefined when nothing. */
  readonly items: Contract | undefined;
  /** Aborted when the app begins to stop: what would not end by itself ends then. */
  readonly shutdown: AbortSignal;
}

/**
 * An answer that a handler returns and the operation finishes. It is no `Reply` yet: only an operation can send it.
 * @example
 * class Echo extends DeferredReply {
 *   toReply({ exchange }: ReplyContext) { return text(exchange.path); }
 * }
 */
export abstract class DeferredReply {
  /** Whether it takes the status, headers and cookies that dependencies set, as a value does; a `Reply` stands for itself. */
  readonly takesDraft: boolean = false;

  /** Makes the reply; what it throws is answered like anything a handler throws. */
  abstract toReply(context: ReplyContext): Reply | Promise<Reply>;
}
