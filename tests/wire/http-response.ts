/** Reads one HTTP/1.1 response off a socket: no client library stands between the bytes and the comparison. */
import type { Socket } from "node:net";
import type { Received } from "./decode.ts";

const patience = 10_000;

/** The next response; `method` decides whether it has a body at all. */
export function readResponse(socket: Socket, method: string): Promise<Received> {
  return new Promise((resolve, reject) => {
    let bytes = Buffer.alloc(0);
    const timer = setTimeout(() => reject(new Error(`no complete answer within ${patience} ms`)), patience);
    const settle = (ended: boolean) => {
      const parsed = parse(bytes, method, ended);
      if (parsed === undefined && !ended) return;
      clearTimeout(timer);
      if (parsed === undefined) reject(new Error("the connection was closed without an answer"));
      else resolve(parsed);
    };
    socket.on("data", (chunk: Buffer) => {
      bytes = Buffer.concat([bytes, chunk]);
      settle(false);
    });
    socket.once("error", () => settle(true));
    socket.once("close", () => settle(true));
  });
}

/** The response, if it is complete; with `ended`, what there is of it. */
function parse(bytes: Buffer, method: string, ended: boolean): Received | undefined {
  const headEnd = bytes.indexOf("\r\n\r\n");
  if (headEnd === -1) return undefined;
  const [statusLine = "", ...lines] = bytes.toString("latin1", 0, headEnd).split("\r\n");
  const status = Number(statusLine.split(" ")[1]);
  const headers = lines.map((line): readonly [string, string] => {
    const colon = line.indexOf(":");
    return [line.slice(0, colon), line.slice(colon + 1).trim()];
  });
  const payload = bytes.subarray(headEnd + 4);
  const answer = (body: Buffer, truncated: boolean): Received => ({ status, headers, body, truncated });
  const header = (wanted: string) => headers.find(([name]) => name.toLowerCase() === wanted)?.[1];
  if (method === "HEAD" || status === 204 || status === 304) return answer(Buffer.alloc(0), false);
  if (header("transfer-encoding")?.toLowerCase() === "chunked") {
    const { body, complete } = unchunk(payload);
    return complete || ended ? answer(body, !complete) : undefined;
  }
  const length = header("content-length");
  if (length === undefined) return ended ? answer(payload, false) : undefined;
  if (payload.length >= Number(length)) return answer(payload.subarray(0, Number(length)), false);
  return ended ? answer(payload, true) : undefined;
}

function unchunk(payload: Buffer): { readonly body: Buffer; readonly complete: boolean } {
  const chunks: Buffer[] = [];
  for (let at = 0; ; ) {
    const lineEnd = payload.indexOf("\r\n", at);
    if (lineEnd === -1) return { body: Buffer.concat(chunks), complete: false };
    const size = Number.parseInt(payload.toString("latin1", at, lineEnd), 16);
    const start = lineEnd + 2;
    if (size === 0) return { body: Buffer.concat(chunks), complete: payload.length >= start + 2 };
    chunks.push(payload.subarray(start, start + size));
    if (payload.length < start + size + 2) return { body: Buffer.concat(chunks), complete: false };
    at = start + size + 2;
  }
}
