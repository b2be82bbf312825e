/**
 * A test client runs an app in process: its lifespan is run, its background tasks are waited for, and its overrides belong to
 * it alone.
 */
import type { App } from "../app/app.ts";
import { commonOptions } from "../app/app-options.ts";
import { answerRequest } from "../app/fetch-door.ts";
import type { RunningApp } from "../app/running-app.ts";
import type { Client } from "../client/call.ts";
import { createClient } from "../client/client.ts";
import { ClientSocket } from "../client/client-socket.ts";
import { routes } from "../client/manifest.ts";
import type { Need } from "../depends/need.ts";
import type { Override } from "../depends/override.ts";
import { type Logger, silentLogger } from "../http/logger.ts";
import type { Routes } from "../routing/router.ts";
import { type TestJobs, testJobs } from "./test-jobs.ts";
import { requestFor, type TestRequest } from "./test-request.ts";
import { TestResponse } from "./test-response.ts";
import { openTestSocket, SocketRefusedError } from "./test-socket.ts";

/** How a test client is made. */
export interface TestClientOptions {
  /** What runs in other dependencies' places, for this client only. */
  readonly overrides?: readonly Override[];
  /** Default: says nothing. */
  readonly logger?: Logger;
  /** Default: `http://testserver`. */
  readonly baseUrl?: string;
  /** Sent with every request. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** Sends one request and gives its answer, read to the end. */
export type Send = (path: string, request?: TestRequest) => Promise<TestResponse>;

/** A handshake as a test writes it. */
export interface TestConnect extends Pick<TestRequest, "headers" | "token" | "signal"> {
  /** The subprotocols offered. */
  readonly protocols?: readonly string[];
}

/** A socket of a test: text and bytes as they go over the wire. */
export type TestSocket = ClientSocket<string | Uint8Array, string | Uint8Array>;

/** A running app and ways to call it. */
export interface TestClient<R extends Routes> extends AsyncDisposable {
  /** Typed calls by record key. */
  readonly api: Client<R>;
  readonly get: Send;
  readonly post: Send;
  readonly put: Send;
  readonly patch: Send;
  readonly delete: Send;
  readonly head: Send;
  readonly options: Send;
  /**
   * Opens a socket in process, by its path; with `api`, by its key, it is typed. JSON where the app has a schema for it is
   * written and read as text here.
   * @throws {SocketRefusedError} with the answer that refused it
   */
  readonly connect: (path: string, options?: TestConnect) => Promise<TestSocket>;
  /** Any request; background tasks have run when it is answered. */
  readonly fetch: (request: Request) => Promise<Response>;
  /** The value of an app-scoped dependency of the running app. */
  readonly value: <Value>(need: Need<Value, "app">) => Promise<Value>;
  /** The app's jobs. They run when the test says so, in this process. */
  readonly jobs: TestJobs;
  /** Stops the app: lifespan ended, app-scoped dependencies closed. */
  readonly close: () => Promise<void>;
}

/**
 * Starts an app for a test.
 * @example
 * await using client = await testClient(app, { overrides: [override(mailer, () => fakeMailer)] });
 * const response = await client.post("/api/v1/users", { json: { username: "ada" } });
 * expect(response.status).toBe(201);
 */
export async function testClient<R extends Routes>(
  app: App<R>,
  options: TestClientOptions = {},
): Promise<TestClient<R>> {
  const { overrides = [], logger = silentLogger, baseUrl = "http://testserver", headers = {} } = options;
  const running = await app.start({ overrides, logger, work: "none" });
  const fetch = (request: Request): Promise<Response> => answerAndWait(running, request);
  const send =
    (method: string): Send =>
    async (path, request = {}) =>
      TestResponse.read(
        await fetch(
          requestFor(method, new URL(path, baseUrl), {
            ...request,
            headers: { ...headers, ...request.headers },
          }),
        ),
      );
  const close = (): Promise<void> => running.stop();
  const { errorShape } = app.options;
  return {
    api: createClient<R>(routes(app.options.routes, commonOptions(app.options)), {
      baseUrl,
      fetch: withHeaders(fetch, headers),
      openSocket: withHeaders((request, protocols) => openTestSocket(running, request, protocols), headers),
      ...(errorShape === undefined ? {} : { errorShape }),
    }),
    get: send("GET"),
    post: send("POST"),
    put: send("PUT"),
    patch: send("PATCH"),
    delete: send("DELETE"),
    head: send("HEAD"),
    options: send("OPTIONS"),
    async connect(path, { protocols = [], ...request } = {}) {
      const all = { ...request, headers: { ...headers, ...request.headers } };
      const opened = await openTestSocket(running, requestFor("GET", new URL(path, baseUrl), all), protocols);
      if (opened instanceof Response) throw new SocketRefusedError(await TestResponse.read(opened));
      return new ClientSocket(opened.transport, asTheyAre, opened.protocol, opened.settled);
    },
    fetch,
    value: (need) => running.get(need),
    jobs: testJobs(running),
    close,
    [Symbol.asyncDispose]: close,
  };
}

async function answerAndWait(running: RunningApp, request: Request): Promise<Response> {
  const works: Promise<unknown>[] = [];
  const response = await answerRequest(running, request, { waitUntil: (work) => works.push(work) });
  await Promise.all(works);
  return response;
}

function withHeaders<Rest extends readonly unknown[], Result>(
  send: (request: Request, ...rest: Rest) => Promise<Result>,
  headers: Readonly<Record<string, string>>,
) {
  return (request: Request, ...rest: Rest): Promise<Result> => {
    for (const [name, value] of Object.entries(headers))
      if (!request.headers.has(name)) request.headers.set(name, value);
    return send(request, ...rest);
  };
}

const asTheyAre = { receive: "any", send: "any" } as const;
