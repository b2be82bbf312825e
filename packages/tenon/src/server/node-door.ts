/**
 * The Node door: the same compiled plan as the fetch door, straight on `node:http`. The listener is not `async`: an answer
 * that is ready is written in the same turn.
 */
import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import type { RunningApp } from "../app/running-app.ts";
import { HttpError } from "../http/errors.ts";
import { Reply } from "../http/reply.ts";
import { UpgradeReply } from "../sockets/upgrade-reply.ts";
import { type Handover, NodeExchange } from "./node-exchange.ts";
import { type Sender, sendDefect, sendReply } from "./node-send.ts";
import { refusal } from "./refusal.ts";
import { HeadRules } from "./request-head.ts";
import { requestTarget, serverWide } from "./request-target.ts";
import type { TrustedProxies } from "./trusted-proxies.ts";
import { asksForWebSocket, responseOn } from "./upgrade-request.ts";
import { WebSocketDoor } from "./web-socket-door.ts";

/** What the door needs of a running app. */
export type ServedApp = Pick<RunningApp, "handle" | "afterSend" | "logger" | "options">;

/**
 * A listener for a server of your own. An app with sockets needs `nodeUpgradeListener` as well.
 * @example
 * createServer(nodeListener(await app.start())).listen(8000);
 */
export function nodeListener(running: ServedApp): RequestListener {
  return new NodeDoor(running).request;
}

/**
 * The listener for `upgrade` of a server of your own: opens the app's sockets. `running.stop()` closes them.
 * @example
 * const running = await app.start();
 * const server = createServer(nodeListener(running)).on("upgrade", nodeUpgradeListener(running));
 */
export function nodeUpgradeListener(
  running: ServedApp,
): (incoming: IncomingMessage, socket: Duplex, head: Buffer) => void {
  const door = new NodeDoor(running);
  return (incoming, socket, head) => void door.upgrade(incoming, socket as Socket, head);
}

/** Answers the requests of one server with a running app, and knows how many are under way. */
export class NodeDoor implements Sender {
  readonly running: ServedApp;
  readonly #heads = new HeadRules();
  readonly #sockets = new WebSocketDoor();
  readonly #proxies: TrustedProxies | undefined;
  #draining = false;
  #open = 0;
  #waiting: (() => void)[] = [];

  /** @param proxies whose forwarded headers say who the client is; none by default */
  constructor(running: ServedApp, proxies?: TrustedProxies) {
    this.running = running;
    this.#proxies = proxies;
  }

  /** For the server's event `request`. */
  readonly request = (incoming: IncomingMessage, outgoing: ServerResponse): void => {
    this.#answer(incoming, outgoing);
  };

  /**
   * For `upgrade`: a refused handshake is answered like any other request, on a connection that ends with it.
   * @returns what answers, for those who count connections; undefined when the connection was cut
   */
  upgrade(incoming: IncomingMessage, socket: Socket, head: Buffer): ServerResponse | undefined {
    const outgoing = responseOn(incoming, socket);
    if (outgoing !== undefined)
      this.#answer(incoming, outgoing, false, asksForWebSocket(incoming) ? { socket, head } : undefined);
    return outgoing;
  }

  /** For `checkContinue`: the body is asked for when somebody reads it, and never when the head alone is refused. */
  readonly checkContinue = (incoming: IncomingMessage, outgoing: ServerResponse): void => {
    this.#answer(incoming, outgoing, true);
  };

  /** For `checkExpectation`: nothing else can be expected of this server. */
  readonly checkExpectation = (incoming: IncomingMessage, outgoing: ServerResponse): void => {
    const exchange = new NodeExchange(incoming, outgoing, "/", "", true);
    exchange.logger = this.running.logger;
    this.#open += 1;
    const error = new HttpError(417, "Nothing but 100-continue can be expected here");
    this.#send(exchange, this.#refuse(exchange, error));
  };

  /** From now on every answer is the last of its connection. */
  drain(): void {
    this.#draining = true;
  }

  get draining(): boolean {
    return this.#draining;
  }

  /** How many requests are under way: handlers, streams, and the work that answers left for later. */
  get open(): number {
    return this.#open;
  }

  /** Waits until none is. */
  idle(): Promise<void> {
    return this.#open === 0 ? Promise.resolve() : new Promise((resolve) => this.#waiting.push(resolve));
  }

  done(): void {
    this.#open -= 1;
    if (this.#open > 0 || this.#waiting.length === 0) return;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve();
  }

  #answer(
    incoming: IncomingMessage,
    outgoing: ServerResponse,
    awaitsContinue = false,
    handover?: Handover,
  ): void {
    const target = requestTarget(incoming) ?? "";
    const mark = target.indexOf("?");
    const path = mark === -1 ? target : target.slice(0, mark);
    const query = mark === -1 ? "" : target.slice(mark + 1);
    const exchange = new NodeExchange(incoming, outgoing, path, query, awaitsContinue, handover);
    if (this.#proxies !== undefined) {
      const client = this.#proxies.view(incoming);
      if (client !== undefined) exchange.seenAs(client);
    }
    exchange.logger = this.running.logger;
    this.#open += 1;
    let reply: Reply | Promise<Reply>;
    try {
      reply = this.#reply(exchange);
    } catch (error) {
      sendDefect(this, exchange, error);
      return;
    }
    if (reply instanceof Promise) {
      reply.then(
        (later) => this.#send(exchange, later),
        (error: unknown) => sendDefect(this, exchange, error),
      );
    } else this.#send(exchange, reply);
  }

  #reply(exchange: NodeExchange): Reply | Promise<Reply> {
    const fault = this.#heads.fault(exchange);
    if (fault !== undefined) return this.#refuse(exchange, fault);
    if (exchange.path === serverWide) return new Reply(204, ["allow", methods]);
    return this.running.handle(exchange);
  }

  readonly #socketFailed = (error: unknown): void => {
    this.running.logger.error({ err: error, category: "defect" }, "A socket failed");
  };

  /** One bad reply must not take the process with it. */
  #send(exchange: NodeExchange, reply: Reply): void {
    try {
      if (reply instanceof UpgradeReply) this.#sockets.open(this, exchange, reply).catch(this.#socketFailed);
      else sendReply(this, exchange, reply);
    } catch (error) {
      sendDefect(this, exchange, error);
    }
  }

  /** What is wrong with the head of a request is a reason not to trust what follows it: the connection ends. */
  #refuse(exchange: NodeExchange, error: HttpError): Reply {
    const { method, path } = exchange;
    const fields = { category: "caller", status: error.status, method, path, error: error.message };
    exchange.log.info(fields, "Request refused");
    return refusal(this.running, exchange, error).set("connection", "close");
  }
}

/** What `OPTIONS *` answers: the methods that an operation can have. */
const methods = "DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT";
