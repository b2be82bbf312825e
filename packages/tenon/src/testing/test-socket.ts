/** Opens sockets of a running app in process: the handshake runs as it would over a wire, only the frames are left out. */
import { answerRequest } from "../app/fetch-door.ts";
import type { RunningApp } from "../app/running-app.ts";
import type { OpenedSocket } from "../client/web-socket.ts";
import { ClientGoneError } from "../http/client-gone.ts";
import { isStreamBody } from "../http/reply.ts";
import type { SocketTransport } from "../sockets/transport.ts";
import type { UpgradeReply } from "../sockets/upgrade-reply.ts";
import type { TestResponse } from "./test-response.ts";
import { transportPair } from "./transport-pair.ts";

/** A handshake was answered with something else than a socket. */
export class SocketRefusedError extends Error {
  override readonly name = "SocketRefusedError";
  readonly response: TestResponse;

  constructor(response: TestResponse) {
    super(`The socket was refused with ${response.status}: ${response.text}`);
    this.response = response;
  }
}

/** Sends a handshake; gives the open socket, or the answer that refused it. */
export async function openTestSocket(
  running: RunningApp,
  { url, headers: given, signal }: Request,
  protocols: readonly string[],
): Promise<OpenedSocket | Response> {
  const headers = new Headers(given);
  headers.set("upgrade", "websocket");
  headers.set("connection", "Upgrade");
  headers.set("sec-websocket-version", "13");
  headers.set("sec-websocket-key", "AQIDBAUGBwgJCgsMDQ4PEA==");
  if (!headers.has("host")) headers.set("host", new URL(url).host);
  if (protocols.length > 0) headers.set("sec-websocket-protocol", protocols.join(", "));
  const gone = new AbortController();
  const request = new Request(url, { headers, signal: AbortSignal.any([signal, gone.signal]) });
  let opened: OpenedSocket | undefined;
  const response = await answerRequest(running, request, {
    upgrade(reply) {
      const [client, server] = transportPair(reply.upgrade.settings.messageLimit);
      const settled = converse(running, reply, server);
      // The request's own signal, for those who asked for that one.
      void server.gone.then(() => gone.abort(new ClientGoneError()));
      opened = { transport: client, protocol: reply.upgrade.protocol, settled };
    },
  });
  return opened ?? response;
}

async function converse(running: RunningApp, reply: UpgradeReply, transport: SocketTransport): Promise<void> {
  const outcome = await reply.upgrade.talk(transport);
  if (isStreamBody(reply.body)) await reply.body.finish(outcome?.error);
  await running.afterSend(reply);
}
