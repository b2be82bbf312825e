/** What a draining server says of its health. */
import { expect, test } from "vitest";
import { healthRoutes } from "../../src/index.ts";
import { serving } from "./serving.ts";

const routes = { health: healthRoutes({ cacheFor: 0 }) };

test.each([
  [false, 503],
  [true, 200],
])("a server that stops (quietly: %s) says %i, and answers everything else", async (quiet, status) => {
  await using it = await serving({}, { app: { routes }, idleGrace: 10_000 });
  const wire = await it.connect();
  const get = (path: string) => wire.send([`GET ${path} HTTP/1.1`, "Host: a"]).answer();
  expect((await get("/health/ready")).status).toBe(200);
  const closed = it.server.close({ quiet });
  const last = await get("/health/ready");
  expect([last.status, last.header("connection")]).toEqual([status, "close"]);
  if (status === 503) expect(JSON.parse(last.body)).toMatchObject({ data: { failing: ["stopping"] } });
  await closed;
});

test("until the drain delay is over, everything but readiness is as before: new connections, kept ones", async () => {
  await using it = await serving({}, { app: { routes }, drainDelay: 1_500, idleGrace: 0 });
  const closed = it.server.close();
  const wire = await it.connect();
  const get = (path: string) => wire.send([`GET ${path} HTTP/1.1`, "Host: a"]).answer();
  expect((await get("/health/ready")).status).toBe(503);
  const live = await get("/health/live");
  expect([live.status, live.header("connection")]).toEqual([200, "keep-alive"]);
  await closed;
  await expect(it.connect()).rejects.toThrow(/ECONNREFUSED/);
});
