/** A client that speaks HTTP by hand: what it sends is what goes over the socket, and what it reads is what came. */
import { connect, type Socket } from "node:net";

/** One answer, as it came. */
export interface WireAnswer {
  readonly status: number;
  /** Names in lower case; repeated ones as they came. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly header: (name: string) => string | undefined;
  readonly body: string;
}

/** One connection. */
export class Wire implements AsyncDisposable {
  readonly socket: Socket;
  #received = Buffer.alloc(0);
  #ended = false;
  #wake: () => void = () => {};

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.on("data", (chunk: Buffer) => {
      this.#received = Buffer.concat([this.#received, chunk]);
      this.#wake();
    });
    // A reset is an end too; what had arrived before it counts.
    socket.on("error", () => {});
    for (const event of ["end", "close"]) {
      socket.on(event, () => {
        this.#ended = true;
        this.#wake();
      });
    }
  }

  /** Connects to a server's URL; allows half-open ends when asked to. */
  static open(url: string): Promise<Wire> {
    const { hostname, port } = new URL(url);
    return new Promise((resolve, reject) => {
      const socket = connect(Number(port), hostname, () => resolve(new Wire(socket)));
      socket.once("error", reject);
    });
  }

  /** Sends bytes as they are; lines of a head are given as an array. */
  send(content: string | Buffer | readonly string[]): this {
    const bytes = Array.isArray(content) ? `${content.join("\r\n")}\r\n\r\n` : (content as string | Buffer);
    this.socket.write(bytes);
    return this;
  }

  /** The next answer, taken off the wire. `HEAD` answers have no body whatever their length says. */
  async answer(method = "GET"): Promise<WireAnswer> {
    await this.until(() => this.#received.includes("\r\n\r\n"));
    const at = this.#received.indexOf("\r\n\r\n");
    const [first = "", ...lines] = this.#received.subarray(0, at).toString("latin1").split("\r\n");
    this.#received = this.#received.subarray(at + 4);
    const headers = lines.map((line) => {
      const colon = line.indexOf(":");
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()] as const;
    });
    const header = (name: string) => headers.find(([one]) => one === name)?.[1];
    const status = Number(first.split(" ")[1]);
    const bodyless = method === "HEAD" || status < 200 || status === 204 || status === 304;
    return { status, headers, header, body: bodyless ? "" : await this.#body(header) };
  }

  /** What has arrived and has not been taken. */
  get pending(): string {
    return this.#received.toString("latin1");
  }

  /** Whether the server has closed. */
  get ended(): boolean {
    return this.#ended;
  }

  /** Waits for the server to close. */
  closed(): Promise<void> {
    return this.until(() => this.#ended);
  }

  /** Waits for something about what has arrived; fails when the connection ends before. */
  async until(reached: () => boolean): Promise<void> {
    while (!reached()) {
      if (this.#ended) throw new Error(`The connection ended; unread: ${JSON.stringify(this.pending)}`);
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.socket.destroy();
  }

  async #body(header: (name: string) => string | undefined): Promise<string> {
    if (header("transfer-encoding") === "chunked") return this.#chunks();
    const length = Number(header("content-length") ?? 0);
    return this.#take(length);
  }

  async #chunks(): Promise<string> {
    let body = "";
    for (;;) {
      await this.until(() => this.#received.includes("\r\n"));
      const at = this.#received.indexOf("\r\n");
      const size = Number.parseInt(this.#received.subarray(0, at).toString(), 16);
      this.#received = this.#received.subarray(at + 2);
      body += await this.#take(size);
      await this.#take(2);
      if (size === 0) return body;
    }
  }

  async #take(length: number): Promise<string> {
    await this.until(() => this.#received.length >= length);
    const taken = this.#received.subarray(0, length).toString();
    this.#received = this.#received.subarray(length);
    return taken;
  }
}
