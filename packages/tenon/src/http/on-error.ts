import type { Exchange } from "./exchange.ts";
import type { Reply } from "./reply.ts";

/**
 * Makes the reply to something thrown, in the app's own error shape, and notes the error on it (`reply.error`).
 * It must not throw itself: what it throws leaves the onion at once, and the door answers for it.
 */
export type OnError = (exchange: Exchange, error: unknown) => Reply | Promise<Reply>;
