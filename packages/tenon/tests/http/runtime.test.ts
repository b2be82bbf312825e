/** What depends on the runtime: this suite runs on each. */
import { expect, test } from "vitest";
import { otherRuntime, refuseSocketsElsewhere } from "../../src/app/runtime.ts";
import { createApp, get, silentLogger, socket } from "../../src/index.ts";

const routes = { ping: get("/ping", () => "pong"), chat: socket("/chat", {}, () => undefined) };
const app = () => createApp({ title: "t", version: "1", logger: silentLogger, routes });

test("sockets: a start-up error where only fetch can answer, else a 501 that says what to do", async () => {
  const handshake = { headers: { connection: "upgrade", upgrade: "websocket" } };
  const answering = app().fetch(new Request("http://localhost/chat", handshake));
  if (otherRuntime() === undefined) {
    const answer = await answering;
    expect([answer.status, await answer.text()]).toEqual([
      501,
      expect.stringContaining("not served by Tenon"),
    ]);
  } else {
    await expect(answering).rejects.toThrow("chat is a WebSocket, and those are served by Node's door alone");
  }
});

test.each([
  ["Bun", { process: { versions: { node: "24", bun: "1.4" } } }],
  ["Deno", { process: { versions: { node: "24", deno: "2.9" } } }],
  ["workerd", { navigator: { userAgent: "Cloudflare-Workers" }, process: { versions: { node: "24" } } }],
  ["no Node", {}],
  [undefined, { process: { versions: { node: "24.21.0" } } }],
])("%s is told from the others", (name, global) => {
  expect(otherRuntime(global)).toBe(name);
});

test("an app without sockets starts anywhere, and one with sockets is named", () => {
  const options = { title: "t", version: "1" };
  expect(() => refuseSocketsElsewhere({ ...options, routes: { ping: routes.ping } }, "Bun")).not.toThrow();
  expect(() => refuseSocketsElsewhere({ ...options, routes: { v1: routes } }, "Bun")).toThrow("v1.chat");
});
