/** An exchange over a web `Request`: nothing of it is looked at before somebody asks. */
import { Exchange } from "../http/exchange.ts";
import { lazyBody, tooLarge } from "../http/request-body.ts";

/** An exchange over a web `Request`. */
export class FetchExchange extends Exchange {
  readonly remoteAddress: string | undefined;
  readonly encrypted: boolean;
  /** As it came, with a body that nobody has limited. */
  readonly #incoming: Request;
  #request: Request | undefined = undefined;
  #headers: { readonly [name: string]: string } | undefined = undefined;
  #consumed: boolean;

  constructor(request: Request, remoteAddress: string | undefined) {
    const { url, method } = request;
    // A request's URL is absolute, in one spelling, and without a fragment.
    const start = url.indexOf("/", url.indexOf("://") + 3);
    const mark = url.indexOf("?", start);
    super(
      method,
      mark === -1 ? url.slice(start) : url.slice(start, mark),
      mark === -1 ? "" : url.slice(mark + 1),
    );
    this.#incoming = request;
    this.remoteAddress = remoteAddress;
    this.encrypted = url.startsWith("https:");
    this.#consumed = method === "GET" || method === "HEAD";
  }

  get request(): Request {
    this.#request ??= this.#limited();
    return this.#request;
  }

  get signal(): AbortSignal {
    return this.#incoming.signal;
  }

  get bodyConsumed(): boolean {
    return this.#consumed || this.#incoming.body === null;
  }

  header(name: string): string | undefined {
    return this.#incoming.headers.get(name) ?? undefined;
  }

  headers(): { readonly [name: string]: string } {
    if (this.#headers === undefined) {
      const headers: Record<string, string> = Object.create(null);
      for (const [name, value] of this.#incoming.headers) headers[name] = value;
      this.#headers = headers;
    }
    return this.#headers;
  }

  protected async readBody(limit: number): Promise<Uint8Array> {
    const declared = this.header("content-length");
    if (Number(declared ?? 0) > limit) throw tooLarge(limit);
    // A runtime holds a body to its declared length, and reads it whole faster than by chunks.
    if (declared !== undefined) {
      const whole = new Uint8Array(await this.#incoming.arrayBuffer());
      this.#consumed = true;
      if (whole.byteLength > limit) throw tooLarge(limit);
      return whole;
    }
    const chunks: Uint8Array[] = [];
    let size = 0;
    for await (const chunk of this.bodyChunks()) {
      size += chunk.byteLength;
      if (size > limit) throw tooLarge(limit);
      chunks.push(chunk);
    }
    if (chunks.length === 1) return chunks[0] as Uint8Array;
    const whole = new Uint8Array(size);
    let at = 0;
    for (const chunk of chunks) {
      whole.set(chunk, at);
      at += chunk.byteLength;
    }
    return whole;
  }

  async *bodyChunks(): AsyncGenerator<Uint8Array> {
    const { body } = this.#incoming;
    // Not cancelled when it is left early: what remains of a refused body is the runtime's own to throw away.
    if (body !== null)
      for await (const chunk of body.values({ preventCancel: true })) yield chunk as Uint8Array;
    this.#consumed = true;
  }

  #limited(): Request {
    const incoming = this.#incoming;
    if (incoming.body === null) return incoming;
    const chunks = (): AsyncGenerator<Uint8Array> => {
      if (Number(this.header("content-length") ?? 0) > this.bodyLimit) throw tooLarge(this.bodyLimit);
      return this.bodyChunks();
    };
    const body = lazyBody(chunks, () => this.bodyLimit);
    return new Request(incoming, { body, duplex: "half" } as RequestInit);
  }
}
