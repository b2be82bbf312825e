/** An exchange over `node:http`: reads from the incoming message, and makes a `Request` or a signal only when asked. */
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { TLSSocket } from "node:tls";
import { ClientGoneError } from "../http/client-gone.ts";
import { HttpError } from "../http/errors.ts";
import { Exchange } from "../http/exchange.ts";
import { lazyBody, tooLarge } from "../http/request-body.ts";
import { readBody, readChunks } from "./incoming-body.ts";
import type { ClientView } from "./trusted-proxies.ts";

const empty = new Uint8Array(0);

/** The most bytes of a body that is worth reading for nothing, to keep a connection. */
const disposable = 65_536;

/** A connection that HTTP can let go of. */
export interface Handover {
  readonly socket: Socket;
  /** What the client has sent behind the request. */
  readonly head: Buffer;
}

/** A request that came through Node's own HTTP server. */
export class NodeExchange extends Exchange {
  readonly incoming: IncomingMessage;
  readonly outgoing: ServerResponse;
  /** How many Host headers there are; more than one is an attack or a broken proxy. */
  readonly hosts: number;
  /** The Host header as it was sent; empty where there is none. */
  readonly host: string;
  /** The Transfer-Encoding as it was sent, several as a list. */
  readonly transferCoding: string | undefined;
  /** Whether the head announces a body. `incoming.complete` cannot say so: it is still false when the request arrives. */
  readonly declaresBody: boolean;
  /** The connection, where it can be taken over for a WebSocket. */
  readonly handover: Handover | undefined;
  #client: ClientView | undefined = undefined;
  /** The client waits for `100 Continue`, and nobody has sent it. */
  #awaitsContinue: boolean;
  /** What the head says of the body's length, in bytes. */
  readonly #length: string;
  #taken = false;
  #request: Request | undefined = undefined;
  #signal: AbortSignal | undefined = undefined;

  /**
   * @param path the path as it was sent
   * @param query the query without its question mark
   * @param awaitsContinue the client waits for `100 Continue` before it sends the body
   * @param handover set where the client asks for a WebSocket: what is needed to give it one
   */
  constructor(
    incoming: IncomingMessage,
    outgoing: ServerResponse,
    path: string,
    query: string,
    awaitsContinue = false,
    handover?: Handover,
  ) {
    super(incoming.method ?? "GET", path, query);
    this.incoming = incoming;
    this.outgoing = outgoing;
    this.#awaitsContinue = awaitsContinue;
    this.handover = handover;
    this.upgradable = handover !== undefined;
    const raw = incoming.rawHeaders;
    let hosts = 0;
    let host = "";
    let transferCoding: string | undefined;
    let length = "0";
    for (let i = 0; i < raw.length; i += 2) {
      const name = raw[i] as string;
      if (name.length === 4 && name.toLowerCase() === "host") {
        hosts += 1;
        host = raw[i + 1] as string;
      } else if (name.length === 14 && name.toLowerCase() === "content-length") length = raw[i + 1] as string;
      else if (name.length === 17 && name.toLowerCase() === "transfer-encoding")
        transferCoding = transferCoding === undefined ? raw[i + 1] : `${transferCoding}, ${raw[i + 1]}`;
    }
    this.hosts = hosts;
    this.host = host;
    this.transferCoding = transferCoding;
    this.declaresBody = length !== "0" || transferCoding !== undefined;
    this.#length = length;
  }

  /** Takes over what trusted proxies say of the client. */
  seenAs(client: ClientView): void {
    this.#client = client;
    if (client.host !== undefined) this.incoming.headers.host = client.host;
  }

  get remoteAddress(): string | undefined {
    return this.#client === undefined ? this.incoming.socket.remoteAddress : this.#client.address;
  }

  get encrypted(): boolean {
    return this.#client?.encrypted ?? (this.incoming.socket as Partial<TLSSocket>).encrypted === true;
  }

  get bodyConsumed(): boolean {
    return !this.declaresBody || (this.incoming.complete && this.incoming.readableLength === 0);
  }

  /** Part of the body is still on the wire: the connection cannot carry another request. */
  get bodyPending(): boolean {
    return this.declaresBody && !this.incoming.complete;
  }

  /** Nobody has asked for the body, and its rest is small: Node throws it away, and the connection goes on behind it. */
  get bodyDisposable(): boolean {
    if (this.#taken || this.#awaitsContinue || this.transferCoding !== undefined) return false;
    return Number(this.#length) <= disposable;
  }

  /** The client has not begun to send its body, and will not before it is told to. */
  get awaitsContinue(): boolean {
    return this.#awaitsContinue;
  }

  header(name: string): string | undefined {
    const value = this.incoming.headers[name];
    return typeof value === "object" ? value.join(", ") : value;
  }

  headers(): { readonly [name: string]: string | string[] | undefined } {
    return this.incoming.headers;
  }

  get request(): Request {
    this.#request ??= this.#makeRequest();
    return this.#request;
  }

  get signal(): AbortSignal {
    if (this.#signal === undefined) {
      const { outgoing } = this;
      const controller = new AbortController();
      const leave = () => {
        if (!outgoing.writableFinished) controller.abort(new ClientGoneError());
      };
      // Whoever asks late may find the client gone already; "close" does not come twice.
      if (outgoing.destroyed) leave();
      else outgoing.once("close", leave);
      this.#signal = controller.signal;
    }
    return this.#signal;
  }

  protected readBody(limit: number): Promise<Uint8Array> {
    if (this.#taken) return Promise.reject(alreadyRead());
    this.#taken = true;
    if (!this.declaresBody) return Promise.resolve(empty);
    if (Number(this.incoming.headers["content-length"] ?? 0) > limit) return Promise.reject(tooLarge(limit));
    this.#continue();
    return readBody(this.incoming, limit);
  }

  async *bodyChunks(): AsyncGenerator<Uint8Array> {
    if (this.#taken) throw alreadyRead();
    this.#taken = true;
    if (!this.declaresBody) return;
    this.#continue();
    yield* readChunks(this.incoming);
  }

  /** Only now, so that a request that is refused by its head alone never sends its body. */
  #continue(): void {
    if (!this.#awaitsContinue) return;
    this.#awaitsContinue = false;
    this.outgoing.writeContinue();
  }

  #lazyBody(): ReadableStream<Uint8Array> {
    const announced = Number(this.incoming.headers["content-length"] ?? 0);
    const chunks = (): AsyncGenerator<Uint8Array> => {
      if (announced > this.bodyLimit) throw tooLarge(this.bodyLimit);
      return this.bodyChunks();
    };
    return lazyBody(chunks, () => this.bodyLimit);
  }

  #makeRequest(): Request {
    const { method } = this;
    // The constructor refuses these; no operation has them either.
    if (method === "TRACE" || method === "CONNECT") throw new HttpError(405);
    const host = this.header("host") ?? "localhost";
    const search = this.query === "" ? "" : `?${this.query}`;
    const url = `${this.encrypted ? "https" : "http"}://${host}${this.path}${search}`;
    if (!URL.canParse(url)) throw new HttpError(400, "The Host header does not name a host");
    const headers = new Headers();
    for (const [name, values = []] of Object.entries(this.incoming.headersDistinct)) {
      for (const value of values) headers.append(name, value);
    }
    headers.set("host", host);
    const hasBody = this.declaresBody && method !== "GET" && method !== "HEAD";
    const body = hasBody ? { body: this.#lazyBody(), duplex: "half" as const } : {};
    return new Request(url, { method, headers, signal: this.signal, ...body });
  }
}

/** A defect of the caller's, and better said than waiting for chunks that never come. */
function alreadyRead(): Error {
  return new Error("The body of this request was read before: it can be read once.");
}
