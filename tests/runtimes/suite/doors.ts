/**
 * Stands in for `packages/tenon/tests/http/doors.ts`: an app behind the fetch door, behind a server of the runtime, asked over
 * a real socket.
 */
import { answerRequest } from "../../../packages/tenon/src/app/fetch-door.ts";
import { silentLogger } from "../../../packages/tenon/src/http/logger.ts";
import { requestFor } from "../../../packages/tenon/src/testing/test-request.ts";
import { TestResponse } from "../../../packages/tenon/src/testing/test-response.ts";
import type { Open, Opened } from "../../../packages/tenon/tests/http/doors.ts";
import { listen } from "./listen.ts";
import { describe } from "./vitest.ts";

export type { Open, Opened };

const open: Open = async (app, options = {}) => {
  const running = await app.start({ logger: silentLogger, ...options });
  const works: Promise<unknown>[] = [];
  const server = await listen(async (request, { remoteAddress, waitUntil }) =>
    answerRequest(running, request, {
      waitUntil(work) {
        works.push(work);
        waitUntil?.(work);
      },
      ...(remoteAddress === undefined ? {} : { remoteAddress }),
    }),
  );
  const start: Opened["start"] = (method, path, request = {}) =>
    fetch(requestFor(method, new URL(server.origin + path), request), { redirect: "manual" });
  return {
    running,
    start,
    fetch: (request) => {
      const { pathname, search } = new URL(request.url);
      return fetch(new Request(server.origin + pathname + search, request));
    },
    send: async (method, path, request) => TestResponse.read(await start(method, path, request)),
    settled: async () => void (await Promise.all(works)),
    async [Symbol.asyncDispose]() {
      await server.close();
      await running.stop();
    },
  };
};

/** Runs a suite through the one door that is everywhere. */
export function throughBothDoors(name: string, suite: (open: Open) => void): void {
  describe(name, () => suite(open));
}
