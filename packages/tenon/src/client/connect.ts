/** The client at run time: calls by the keys of a record, gathered from a manifest of ids, methods and paths. */
import { type ErrorReading, readDetail, readProblem } from "../http/error-reading.ts";
import { type AuthHook, Tokens } from "./authorization.ts";
import { ClientSocket } from "./client-socket.ts";
import { EventStream, isEventStream } from "./event-stream.ts";
import {
  type CallArguments,
  headerName,
  type ManifestRoute,
  type RouteManifest,
  requestOf,
} from "./request.ts";
import { isRepeatable, type RetryRules, withRetries } from "./retries.ts";
import { jsonLinesOf } from "./text-lines.ts";
import { type OpenSocket, openWebSocket } from "./web-socket.ts";

/** How a client sends. */
export interface ClientOptions {
  /** Where the API is: `https://api.example.com`. */
  readonly baseUrl: string;
  /** Whose calls they are. Default: nobody's, unless a call says a `token`. */
  readonly auth?: AuthHook;
  /** How requests of safe methods are tried again; `false` for never. */
  readonly retry?: RetryRules | false;
  /** Sent with every request, where the call does not say them itself. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Whether cookies go with the requests; the browser's own rule by default. */
  readonly credentials?: "omit" | "same-origin" | "include";
  /** Sends a request; the global `fetch` by default. */
  readonly fetch?: (request: Request) => Promise<Response>;
  /** Opens a socket; with the global `WebSocket` by default, which rejects without a reason where one is refused. */
  readonly openSocket?: OpenSocket;
  /** How the API writes its errors, where that is neither the default nor problem details: the app's `errorShape`. */
  readonly errorShape?: { readonly read: (body: unknown, status: number) => ErrorReading };
}

/** The members of a client: calls, and records of them. */
export type ClientMembers = { readonly [key: string]: unknown };

/** Makes the calls of a manifest. */
export function connect(manifest: RouteManifest, options: ClientOptions): ClientMembers {
  const caller = new Caller(options);
  const members = (keys: readonly string[]): ClientMembers => {
    const made: Record<string, unknown> = {};
    const start = keys.length === 0 ? "" : `${keys.join(".")}.`;
    for (const [id, route] of Object.entries(manifest)) {
      const [key = "", ...deeper] = id.startsWith(start) ? id.slice(start.length).split(".") : [];
      if (key === "" || key in made) continue;
      made[key] =
        deeper.length === 0
          ? (input: CallArguments = {}) => caller.call(route, input)
          : members([...keys, key]);
    }
    return made;
  };
  return members([]);
}

class Caller {
  readonly #options: ClientOptions;
  readonly #tokens: Tokens | undefined;

  constructor(options: ClientOptions) {
    this.#options = options;
    this.#tokens = options.auth === undefined ? undefined : new Tokens(options.auth);
  }

  async call(route: ManifestRoute, input: CallArguments): Promise<unknown> {
    input.signal?.throwIfAborted();
    if (route.socket === undefined) {
      const response = await this.#send(route, input);
      return response.ok ? success(response, this.#dataOf(response, route, input)) : this.#failure(response);
    }
    const open = this.#options.openSocket ?? openWebSocket;
    const opened = await open(this.#request(route, input, await this.#token(input)), input.protocols ?? []);
    if (opened instanceof Response) return this.#failure(opened);
    const { transport, protocol, settled } = opened;
    return { ok: true, socket: new ClientSocket(transport, route.socket, protocol, settled) };
  }

  /** With the token of the moment; once more with another where it is refused. */
  async #send(route: ManifestRoute, input: CallArguments): Promise<Response> {
    const token = await this.#token(input);
    const response = await this.#try(route, input, token);
    if (response.status !== 401 || token === undefined) return response;
    const other = await this.#tokens?.instead(token);
    if (other === undefined) return response;
    await response.body?.cancel();
    return this.#try(route, input, other);
  }

  #try(route: ManifestRoute, input: CallArguments, token: string | undefined): Promise<Response> {
    const { fetch: send = (request: Request) => fetch(request), retry = {} } = this.#options;
    // Made anew each time: a body is read once.
    const request = this.#request(route, input, token);
    if (retry === false || input.retry === false || !isRepeatable(request)) return send(request);
    return withRetries(() => send(this.#request(route, input, token)), retry, input.signal);
  }

  async #token({ token, auth, headers }: CallArguments): Promise<string | undefined> {
    const isSaid = token !== undefined || auth === false || headers?.authorization !== undefined;
    return isSaid ? undefined : this.#tokens?.current();
  }

  #request(route: ManifestRoute, input: CallArguments, token: string | undefined): Request {
    const { baseUrl, headers = {}, credentials } = this.#options;
    const request = requestOf(baseUrl, route, input, credentials);
    const sent = input.token ?? token;
    if (sent !== undefined && this.#tokens !== undefined)
      request.headers.set("authorization", this.#tokens.header(sent));
    for (const [name, value] of Object.entries(headers))
      if (!request.headers.has(name)) request.headers.set(name, value);
    return request;
  }

  async #dataOf(response: Response, route: ManifestRoute, input: CallArguments): Promise<unknown> {
    if (!isEventStream(response)) return dataOf(response);
    const again = (id: string): Promise<Response> => {
      if (id === "") return this.#send(route, input);
      const others = Object.entries(input.headers ?? {}).filter(
        ([name]) => headerName(name) !== "last-event-id",
      );
      return this.#send(route, { ...input, headers: { ...Object.fromEntries(others), "last-event-id": id } });
    };
    return new EventStream(response, { again, reconnect: input.reconnect !== false, signal: input.signal });
  }

  async #failure(response: Response): Promise<object> {
    const { status, headers } = response;
    const read = this.#options.errorShape?.read ?? readerFor(headers);
    const { code, detail, data, faults } = read(await dataOf(response), status);
    if (faults === undefined) return { ok: false, status, code, detail, data, headers };
    return { ok: false, status, code: "validation_error", detail: faults, data: undefined, headers };
  }
}

async function success({ status, headers }: Response, data: Promise<unknown>): Promise<object> {
  return { ok: true, status, data: await data, headers };
}

/** Without a word about the shape: problems are known by their media type, everything else is the default shape. */
function readerFor(headers: Headers): (body: unknown, status: number) => ErrorReading {
  return headers.get("content-type")?.startsWith("application/problem+json") === true
    ? readProblem
    : readDetail;
}

/** JSON, lines of JSON, text; bytes as a stream; undefined where there is nothing. */
async function dataOf(response: Response): Promise<unknown> {
  const type = response.headers.get("content-type")?.toLowerCase() ?? "";
  if (response.body === null || type === "") return undefined;
  if (/^application\/(?:jsonl|x-ndjson|ndjson|json-seq)\b/.test(type)) return jsonLinesOf(response.body);
  if (!/^application\/(?:[^;]*\+)?json\b/.test(type))
    return type.startsWith("text/") ? response.text() : response.body;
  const text = await response.text();
  return text === "" ? undefined : JSON.parse(text);
}
