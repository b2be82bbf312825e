/** The client at run time: a proxy that gathers keys and sends what they name. */
import { readDetail } from "../http/detail-shape.ts";
import type { ErrorReading } from "../http/error-reading.ts";
import { readProblem } from "../http/problem-details.ts";
import type { CallResult, Client } from "./call.ts";
import { ClientSocket } from "./client-socket.ts";
import type { RouteManifest } from "./manifest.ts";
import { type CallArguments, requestOf } from "./request.ts";
import { type OpenSocket, openWebSocket } from "./web-socket.ts";

/** How a client sends. */
export interface ClientOptions {
  /** Where the API is: `https://api.example.com`. */
  readonly baseUrl: string;
  /** Sends a request; the global `fetch` by default. */
  readonly fetch?: (request: Request) => Promise<Response>;
  /** Opens a socket; with the global `WebSocket` by default, which rejects without a reason where one is refused. */
  readonly openSocket?: OpenSocket;
  /** How the API writes its errors, where that is neither the default nor problem details: the app's `errorShape`. */
  readonly errorShape?: { readonly read: ReadError };
}

type ReadError = (body: unknown, status: number) => ErrorReading;

/**
 * Makes a typed client of a record of routes.
 * @param manifest ids, methods and paths: `routes(api)` in the same program
 * @example
 * const client = createClient<typeof api>(routes(api), { baseUrl: "http://localhost:8000" });
 * const result = await client.v1.users.create({ body: { username: "ada", password } });
 * if (result.ok) console.log(result.data.id);
 */
export function createClient<Routes>(manifest: RouteManifest, options: ClientOptions): Client<Routes> {
  const send = options.fetch ?? ((request: Request) => fetch(request));
  const open = options.openSocket ?? openWebSocket;
  const read = (response: Response): Promise<CallResult<unknown>> =>
    resultOf(response, options.errorShape?.read ?? readerFor(response));
  const call = async (id: string, input: CallArguments): Promise<unknown> => {
    const route = manifest[id];
    if (route === undefined) throw new TypeError(`The client has no operation ${id}.`);
    const request = requestOf(options.baseUrl, route, input);
    if (route.socket === undefined) return read(await send(request));
    const opened = await open(request, input.protocols ?? []);
    if (opened instanceof Response) return read(opened);
    const { transport, protocol, settled } = opened;
    return { ok: true, socket: new ClientSocket(transport, route.socket, protocol, settled) };
  };
  return branch(manifest, call, []) as Client<Routes>;
}

type CallById = (id: string, input: CallArguments) => Promise<unknown>;

/** Built once from the manifest's ids: a plain object, so that keys can be listed and nothing is a surprise. */
function branch(manifest: RouteManifest, call: CallById, keys: readonly string[]): Record<string, unknown> {
  const members: Record<string, unknown> = {};
  const start = keys.length === 0 ? "" : `${keys.join(".")}.`;
  for (const id of Object.keys(manifest)) {
    if (!id.startsWith(start)) continue;
    const [key = "", ...deeper] = id.slice(start.length).split(".");
    if (key in members) continue;
    members[key] =
      deeper.length === 0
        ? (input: CallArguments = {}) => call(id, input)
        : branch(manifest, call, [...keys, key]);
  }
  return members;
}

async function resultOf(response: Response, read: ReadError): Promise<CallResult<unknown>> {
  const { status, headers } = response;
  const body = await bodyOf(response);
  if (response.ok) return { ok: true, status, data: body, headers };
  const { code, detail, data, faults } = read(body, status);
  if (faults !== undefined) {
    return { ok: false, status, code: "validation_error", detail: faults, data: undefined, headers };
  }
  return { ok: false, status, code: code as undefined, detail, data, headers };
}

/** Without a word about the shape: problems are known by their media type, everything else is the default shape. */
function readerFor({ headers }: Response): ReadError {
  const isProblem = headers.get("content-type")?.startsWith("application/problem+json") === true;
  return isProblem ? readProblem : readDetail;
}

async function bodyOf(response: Response): Promise<unknown> {
  const type = response.headers.get("content-type") ?? "";
  if (/^application\/(?:[^;]*\+)?json/i.test(type)) {
    const text = await response.text();
    return text === "" ? undefined : JSON.parse(text);
  }
  return type.startsWith("text/") ? response.text() : undefined;
}
