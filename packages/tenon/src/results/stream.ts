import { Reply } from "../http/reply.ts";
import type { ItemSource } from "./item-source.ts";
import { type Chunk, ProducedBody } from "./produced-body.ts";
import { checkedStatus, type TypedReplyInit, typedHeaders } from "./reply-init.ts";

/**
 * A body that is produced while it is sent, at the pace of the client.
 *
 * The operation's dependencies stay open until its end. When it fails half-way, the connection is broken off (the client can
 * tell that it has not got the whole), the error is logged, and the dependencies see it; when the client goes away they see a
 * `ClientGoneError`. HEAD never starts it. A web `Response` with a stream of its own holds nothing open.
 *
 * @param chunks texts and bytes; a generator is begun when the first one is wanted
 * @param init `status` (200), `type` (none), `headers`
 * @example
 * return stream(rows(db), { type: "text/csv" });   // async function* rows(db) { yield "id;name\n"; ... }
 */
export function stream(chunks: ItemSource<Chunk>, init: TypedReplyInit = {}): Reply {
  if (typeof chunks === "string") throw new TypeError("stream(): a text is no stream; send it with text()");
  const { status = 200, type, headers } = init;
  const body = new ProducedBody<Chunk>(chunks, checkedChunk);
  return new Reply(checkedStatus(status), typedHeaders(type, headers), body);
}

function checkedChunk(chunk: Chunk): Chunk {
  if (typeof chunk === "string" || chunk instanceof Uint8Array) return chunk;
  throw new TypeError(`stream(): a chunk is a text or a Uint8Array, not ${typeof chunk}`);
}
