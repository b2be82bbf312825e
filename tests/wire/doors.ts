/** The two doors of a running app, taking the recorded bytes and giving back what they answer. */
import { once } from "node:events";
import { createServer, METHODS } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import { setTimeout as later } from "node:timers/promises";
import { type App, silentLogger } from "tenon";
import { nodeListener } from "tenon/server";
import { answerRequest } from "../../packages/tenon/src/app/fetch-door.ts";
import type { Received } from "./decode.ts";
import type { Encoded } from "./encode.ts";
import { readResponse } from "./http-response.ts";

/** An app, started afresh behind a door. */
export interface Door extends AsyncDisposable {
  /** Undefined when this door cannot be given the request: a web `Request` cannot hold it, or Node's parser refuses it. */
  readonly send: (request: Encoded) => Promise<Received | undefined>;
  /** Waits until the last answer's work is done. */
  readonly settled: () => Promise<void>;
}

/** Opens an app behind a door. */
export type OpenDoor = (app: App) => Promise<Door>;

/** Both, by name. */
export const doors: Readonly<Record<"fetch" | "node", OpenDoor>> = { fetch: fetchDoor, node: nodeDoor };

async function fetchDoor(app: App): Promise<Door> {
  const running = await app.start({ logger: silentLogger });
  const works = new Set<Promise<unknown>>();
  const settled = async () => void (await Promise.all(works));
  return {
    async send(encoded) {
      const request = webRequest(encoded);
      if (request === undefined) return undefined;
      const waitUntil = (work: Promise<unknown>) => void works.add(work);
      const answer = await answerRequest(running, request, { waitUntil, remoteAddress: "127.0.0.1" });
      const read = await received(answer);
      await settled();
      return read;
    },
    settled,
    async [Symbol.asyncDispose]() {
      await settled();
      await running.stop();
    },
  };
}

/** The web `Request` of an encoded one; undefined where that class changes or refuses what was sent. */
function webRequest({ method, target, headers, body }: Encoded): Request | undefined {
  const host = headers.find(([name]) => name.toLowerCase() === "host")?.[1] ?? "testserver";
  const url = `http://${host}${target}`;
  try {
    const request = new Request(url, {
      method,
      headers: headers.map(([name, value]) => [name, value] as [string, string]),
      ...(body === undefined ? {} : { body: new Uint8Array(body) }),
    });
    return request.url === url ? request : undefined;
  } catch {
    return undefined;
  }
}

async function received(response: Response): Promise<Received> {
  const chunks: Uint8Array[] = [];
  let truncated = false;
  try {
    for await (const chunk of response.body ?? []) chunks.push(chunk as Uint8Array);
  } catch {
    truncated = true;
  }
  return {
    status: response.status,
    headers: [...response.headers],
    body: Buffer.concat(chunks),
    truncated,
  };
}

async function nodeDoor(app: App): Promise<Door> {
  const running = await app.start({ logger: silentLogger });
  const server = createServer(nodeListener(running)).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    // Node's parser refuses a method it does not know before any app sees it.
    send: async (encoded) => (METHODS.includes(encoded.method) ? overSocket(port, encoded) : undefined),
    async settled() {
      // The server learns that a connection is over a moment after the client does.
      await later(10);
      await running.working();
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await running.stop();
    },
  };
}

/** One request on a connection of its own, byte for byte; reads one answer and hangs up. */
async function overSocket(port: number, encoded: Encoded): Promise<Received> {
  const socket: Socket = connect(port, "127.0.0.1");
  await once(socket, "connect");
  try {
    const lines = encoded.headers.map(([name, value]) => `${name}: ${value}\r\n`).join("");
    const head = `${encoded.method} ${encoded.target} HTTP/1.1\r\n${lines}\r\n`;
    const answer = readResponse(socket, encoded.method);
    socket.write(Buffer.concat([Buffer.from(head, "latin1"), encoded.body ?? Buffer.alloc(0)]));
    return await answer;
  } finally {
    socket.destroy();
  }
}
