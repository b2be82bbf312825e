/** What would never end by itself ends when the server stops, and is not cut. */
import { expect, test } from "vitest";
import {
  createApp,
  dependency,
  events,
  get,
  mount,
  shutdownSignal,
  silentLogger,
  stream,
} from "../../src/index.ts";
import { serve } from "../../src/server/server.ts";

const seen: string[] = [];
const held = dependency(async function* held() {
  try {
    yield;
    seen.push("closed after success");
  } catch (error) {
    seen.push("closed after an error");
    throw error;
  }
});

/** Two items, then silence. */
async function* subscription() {
  yield "one";
  yield "two";
  await new Promise(() => {});
}

async function* until(signal: AbortSignal) {
  yield "began ";
  await new Promise((resolve) => signal.addEventListener("abort", resolve));
  yield "ended";
}

const routes = {
  events: get("/events", { depends: { held } }, () => events(subscription())),
  silent: get("/silent", { depends: { held } }, () => events(subscription(), { keepAlive: false })),
  lines: get("/lines", { depends: { held, shutdown: shutdownSignal } }, ({ shutdown }) =>
    stream(until(shutdown)),
  ),
};
const app = createApp({
  title: "t",
  version: "1",
  logger: silentLogger,
  routes: { ...routes, inner: mount("/inner", createApp({ title: "i", version: "1", routes })) },
});

test.each([
  ["/events", 'data: "one"\n\ndata: "two"\n\n'],
  ["/silent", 'data: "one"\n\ndata: "two"\n\n'],
  ["/lines", "began ended"],
  ["/inner/events", 'data: "one"\n\ndata: "two"\n\n'],
  ["/inner/lines", "began ended"],
])("%s ends well when the server stops", async (path, whole) => {
  seen.length = 0;
  const server = await serve(app, { port: 0, idleGrace: 0 });
  const reader = (
    await fetch(server.url + path)
  ).body?.getReader() as ReadableStreamDefaultReader<Uint8Array>;
  const text = new TextDecoder();
  let received = text.decode((await reader.read()).value);
  const closing = server.close({ deadline: 60_000 });
  for (let step = await reader.read(); !step.done; step = await reader.read())
    received += text.decode(step.value);
  await closing;
  expect(received).toBe(whole);
  expect(seen).toEqual(["closed after success"]);
});
