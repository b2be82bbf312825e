/**
 * Both doors, one behaviour: a suite written with `throughBothDoors` runs once through `app.fetch` and once over a real socket
 * of the Node door.
 */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe } from "vitest";
import type { App } from "../../src/app/app.ts";
import type { StartOptions } from "../../src/app/app-options.ts";
import { answerRequest } from "../../src/app/fetch-door.ts";
import type { RunningApp } from "../../src/app/running-app.ts";
import { silentLogger } from "../../src/http/logger.ts";
import { nodeListener } from "../../src/server/node-door.ts";
import { requestFor, type TestRequest } from "../../src/testing/test-request.ts";
import { TestResponse } from "../../src/testing/test-response.ts";

/** An app behind one of the doors. */
export interface Opened extends AsyncDisposable {
  readonly running: RunningApp;
  readonly send: (method: string, path: string, request?: TestRequest) => Promise<TestResponse>;
  /** The same, with a body that nobody has read yet. */
  readonly start: (method: string, path: string, request?: TestRequest) => Promise<Response>;
  /** Sends a web request; its host does not matter. */
  readonly fetch: (request: Request) => Promise<Response>;
  /** Waits until what the last answer left behind is done. */
  readonly settled: () => Promise<void>;
}

/** Starts an app behind a door. */
export type Open = (app: App, options?: StartOptions) => Promise<Opened>;

async function openFetch(app: App, options: StartOptions = {}): Promise<Opened> {
  const running = await app.start({ logger: silentLogger, ...options });
  const works: Promise<unknown>[] = [];
  const fetch: Opened["fetch"] = async (request) =>
    answerRequest(running, request, {
      waitUntil: (work) => works.push(work),
      remoteAddress: "127.0.0.1",
    });
  const start: Opened["start"] = (method, path, request = {}) =>
    fetch(requestFor(method, new URL(`http://testserver${path}`), request));
  return {
    running,
    start,
    fetch,
    send: async (method, path, request) => TestResponse.read(await start(method, path, request)),
    settled: async () => void (await Promise.all(works)),
    [Symbol.asyncDispose]: () => running.stop(),
  };
}

async function openNode(app: App, options: StartOptions = {}): Promise<Opened> {
  const running = await app.start({ logger: silentLogger, ...options });
  const server = createServer(nodeListener(running));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const start: Opened["start"] = (method, path, request = {}) =>
    fetch(requestFor(method, new URL(`http://127.0.0.1:${port}${path}`), request), { redirect: "manual" });
  return {
    running,
    start,
    fetch: (request) => {
      const { pathname, search } = new URL(request.url);
      return fetch(new Request(`http://127.0.0.1:${port}${pathname}${search}`, request));
    },
    send: async (method, path, request) => TestResponse.read(await start(method, path, request)),
    settled: async () => {
      await new Promise((resolve) => setTimeout(resolve, 20));
      await running.working();
    },
    async [Symbol.asyncDispose]() {
      await new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      });
      await running.stop();
    },
  };
}

/** Runs a suite through each door. */
export function throughBothDoors(name: string, suite: (open: Open) => void): void {
  describe(`${name}, through fetch`, () => suite(openFetch));
  describe(`${name}, through Node's door`, () => suite(openNode));
}
