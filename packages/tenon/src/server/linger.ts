/**
 * Ending a connection whose client is still sending. Closed at once, the kernel would answer the rest of the body with a reset,
 * which often destroys the answer before the client has read it. So: answer, throw away what still comes, then close.
 */
import type { IncomingMessage, ServerResponse } from "node:http";

/** How long the rest of a refused body is thrown away, in milliseconds, before the connection is cut. */
const patience = 2_000;

/** Sends the whole answer at once, and ends it when the client has stopped sending or patience has run out. */
export function lingerThenEnd(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  payload: string | Uint8Array | null,
): void {
  if (payload === null) outgoing.flushHeaders();
  else outgoing.write(payload);
  let timer: NodeJS.Timeout | undefined;
  const end = (): void => {
    clearTimeout(timer);
    outgoing.end();
  };
  timer = setTimeout(end, patience);
  incoming.once("end", end);
  incoming.once("close", end);
  incoming.resume();
}
