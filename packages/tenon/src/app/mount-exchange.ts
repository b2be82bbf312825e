import { Exchange, type ExchangeKey } from "../http/exchange.ts";

/** An exchange as what is mounted sees it: its path begins behind the prefix, all else is that of the one outside. */
export class MountExchange extends Exchange {
  readonly #outer: Exchange;

  /** @param depth how many segments of the path belong to the prefix */
  constructor(outer: Exchange, depth: number) {
    const length = prefixLength(outer.path, depth);
    super(outer.method, outer.path.slice(length), outer.query);
    this.#outer = outer;
    this.basePath = outer.basePath + outer.path.slice(0, length);
    this.logger = outer.logger;
    this.bodyLimit = outer.bodyLimit;
    this.principal = outer.principal;
    this.upgradable = outer.upgradable;
  }

  get remoteAddress(): string | undefined {
    return this.#outer.remoteAddress;
  }

  get encrypted(): boolean {
    return this.#outer.encrypted;
  }

  get signal(): AbortSignal {
    return this.#outer.signal;
  }

  get bodyConsumed(): boolean {
    return this.#outer.bodyConsumed;
  }

  override get requestId(): string {
    return this.#outer.requestId;
  }

  override set requestId(id: string) {
    this.#outer.requestId = id;
  }

  get request(): Request {
    this.#outer.bodyLimit = this.bodyLimit;
    return this.#outer.request;
  }

  header(name: string): string | undefined {
    return this.#outer.header(name);
  }

  headers(): { readonly [name: string]: string | string[] | undefined } {
    return this.#outer.headers();
  }

  protected readBody(limit: number): Promise<Uint8Array> {
    return this.#outer.body(limit);
  }

  bodyChunks(): AsyncIterable<Uint8Array> {
    return this.#outer.bodyChunks();
  }

  override get<T>(key: ExchangeKey<T>): T | undefined {
    return this.#outer.get(key);
  }

  override set<T>(key: ExchangeKey<T>, value: T): void {
    this.#outer.set(key, value);
  }
}

/** Where the path goes on behind so many segments: at a slash. */
function prefixLength(path: string, depth: number): number {
  let at = 0;
  for (let i = 0; i < depth; i++) at = path.indexOf("/", at + 1);
  return at;
}
