/** An exchange for tests of middleware: everything given, nothing behind it. */
import { Exchange } from "./exchange.ts";

/** What a fake exchange is made of. */
export interface FakeExchangeOptions {
  readonly method?: string;
  readonly path?: string;
  readonly query?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly remoteAddress?: string;
  readonly encrypted?: boolean;
}

/** A request that never came over a wire. */
export class FakeExchange extends Exchange {
  readonly remoteAddress: string | undefined;
  readonly encrypted: boolean;
  readonly #headers: Record<string, string>;

  constructor(options: FakeExchangeOptions = {}) {
    super(options.method ?? "GET", options.path ?? "/", options.query ?? "");
    this.remoteAddress = options.remoteAddress;
    this.encrypted = options.encrypted ?? false;
    this.#headers = Object.assign(Object.create(null), options.headers);
  }

  header(name: string): string | undefined {
    return this.#headers[name];
  }

  headers(): { readonly [name: string]: string | string[] | undefined } {
    return this.#headers;
  }

  get request(): Request {
    return new Request(`http://fake.test${this.path}`, { method: this.method, headers: this.#headers });
  }

  get signal(): AbortSignal {
    return new AbortController().signal;
  }

  protected async readBody(): Promise<Uint8Array> {
    return new Uint8Array();
  }

  async *bodyChunks(): AsyncIterable<Uint8Array> {}

  get bodyConsumed(): boolean {
    return true;
  }
}
