/**
 * An exchange is one request on its way through the app. Each door makes its own kind, and hands out only what is asked
 * for: no `Request`, no `AbortSignal`, no parsed URL before somebody wants one.
 */
import type { Deadline } from "./deadline.ts";
import { type Logger, silentLogger } from "./logger.ts";
import { defaultBodyLimit, tooLarge } from "./request-body.ts";

/** What middleware and built-in dependencies see of a request, whatever door it came through. */
export abstract class Exchange {
  /** The method in upper case. */
  readonly method: string;
  /** The path as it was sent: percent-encoded, without the query, behind `basePath`. */
  readonly path: string;
  /** The query as it was sent, without the question mark; empty when there is none. */
  readonly query: string;
  /** A name for this request in logs and answers; the request-id middleware sets it, others make it on first use. */
  #requestId: string | undefined = undefined;
  /** The app's logger; `exchange.log` adds the request id. */
  logger: Logger = silentLogger;
  /** The matched operation's path template (`/users/:id`), for logs and metrics; undefined while or when none matched. */
  route: string | undefined = undefined;
  /** The matched operation's id (`v1.users.one`); undefined while or when none matched. */
  operationId: string | undefined = undefined;
  /** Who calls, as the authentication middleware found out; undefined when nobody asked. */
  principal: unknown = undefined;
  /** What stands in front of `path`, as it was sent: where the app is mounted in another one, or its `rootPath`; else empty. */
  basePath = "";
  /** The most bytes that the body of `request` gives; the app's limit, and from its operation on the operation's. */
  bodyLimit: number = defaultBodyLimit;
  /** The client asks for a WebSocket, and the door can hand over the connection for one. */
  upgradable = false;
  /** When its time is over; undefined where its operation has no `timeout`. */
  deadline: Deadline | undefined = undefined;
  /** Parameters of the matched path, percent-decoded. */
  params: { readonly [name: string]: string } | undefined = undefined;
  #body: Promise<Uint8Array> | undefined = undefined;
  /** What middleware leave for each other. */
  #values: Map<symbol, unknown> | undefined = undefined;

  constructor(method: string, path: string, query: string) {
    this.method = method;
    this.path = path;
    this.query = query;
  }

  /** A header's value by its lower-case name; repeated ones are joined as HTTP says. */
  abstract header(name: string): string | undefined;
  /** All headers: name in lower case to value, on an object without a prototype. */
  abstract headers(): { readonly [name: string]: string | string[] | undefined };
  /** The address at the other end of the connection, if the door knows it. */
  abstract readonly remoteAddress: string | undefined;
  /** Whether the connection itself is encrypted. */
  abstract readonly encrypted: boolean;
  /** The web `Request`, made when first asked for. Reading more of its body than `bodyLimit` throws a 413. */
  abstract readonly request: Request;
  /** Aborted when the client goes away before the answer is sent; made when first asked for. */
  abstract readonly signal: AbortSignal;
  /** Reads the whole body from the connection, once. */
  protected abstract readBody(limit: number): Promise<Uint8Array>;
  /** The body as chunks, for those who read it piece by piece; once, instead of `body`. */
  abstract bodyChunks(): AsyncIterable<Uint8Array>;
  /** Whether the body was read to its end (true when there is none). */
  abstract readonly bodyConsumed: boolean;

  /**
   * The whole body, as it came. Who asks again gets the same bytes: a signature or a digest of it can be checked beside an
   * operation that reads it.
   * @param limit the most bytes to accept
   * @throws {HttpError} 413 when there is more, 400 when the client stopped in the middle
   */
  body(limit: number): Promise<Uint8Array> {
    if (this.#body === undefined) {
      this.#body = this.readBody(limit);
      return this.#body;
    }
    return this.#body.then((whole) => {
      if (whole.byteLength > limit) throw tooLarge(limit);
      return whole;
    });
  }

  /** Moves as much of the path to `basePath` as has this length. */
  rebase(length: number): void {
    const own = this as { path: string };
    this.basePath += own.path.slice(0, length);
    own.path = own.path.slice(length);
  }

  /** A name for this request in logs and answers. */
  get requestId(): string {
    this.#requestId ??= crypto.randomUUID();
    return this.#requestId;
  }

  set requestId(id: string) {
    this.#requestId = id;
  }

  /** The logger of this request: every line carries the request id. */
  get log(): Logger {
    return this.logger.child({ requestId: this.requestId });
  }

  /** A value that one middleware left for another. */
  get<T>(key: ExchangeKey<T>): T | undefined {
    return this.#values?.get(key.symbol) as T | undefined;
  }

  /** Leaves a value for a later middleware or a dependency. */
  set<T>(key: ExchangeKey<T>, value: T): void {
    this.#values ??= new Map();
    this.#values.set(key.symbol, value);
  }
}

/** A typed key for what middleware leave for each other on an exchange. */
export interface ExchangeKey<T> {
  readonly symbol: symbol;
  /** Only carries the type. */
  readonly type?: T;
}

/**
 * Makes a key for a value on an exchange.
 * @example
 * const startedAt = exchangeKey<number>("startedAt");
 * exchange.set(startedAt, performance.now());
 */
export function exchangeKey<T>(name: string): ExchangeKey<T> {
  return { symbol: Symbol(name) };
}
