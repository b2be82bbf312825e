/** A serving process and its end: signals, exit codes, and what becomes of the requests. */
import { Agent, request } from "node:http";
import { expect, test } from "vitest";
import { type Process, Project } from "./project.ts";
import { serviceSource } from "./service.fixture.ts";
import { eventually } from "./serving.ts";
import { Wire } from "./wire.ts";

async function started(source = serviceSource): Promise<{ readonly service: Process; readonly url: string }> {
  const project = new Project({ "main.ts": source });
  const service = project.tenon(["serve", "main.ts", "--port", "0", "--host", "127.0.0.1"]);
  return { service, url: await service.url() };
}

const quick = `${serviceSource}\nexport const server = { idleGrace: 100, closeDeadline: 300 };`;

test.each(["SIGTERM", "SIGINT"] as const)(
  "%s: requests and streams under way end well, then the pool closes, then 0",
  async (signal) => {
    const { service, url } = await started();
    const slow = fetch(`${url}/slow`);
    const stream = fetch(`${url}/stream`);
    const release = await Wire.open(url);
    await service.says("slow entered");
    await service.says("stream entered");
    service.signal(signal);
    await service.says("Stopping");
    release.send(["POST /release HTTP/1.1", "Host: a"]);
    const released = await release.answer();
    expect(released.status).toBe(200);
    expect(released.header("connection")).toBe("close");
    expect(await (await slow).json()).toEqual({ open: true });
    expect((await slow).headers.get("connection")).toBe("close");
    expect(await (await stream).text()).toBe("first last");
    expect(await service.ended).toBe(0);
    expect(service.out.indexOf("stream finished")).toBeLessThan(service.out.indexOf("pool closed"));
    expect(service.out).toContain("Stopped");
  },
);

test("keep-alive POSTs in a loop while the process stops: answered, or refused before they were taken", async () => {
  const { service, url } = await started();
  const agent = new Agent({ keepAlive: true, maxSockets: 6 });
  const lost: unknown[] = [];
  let answered = 0;
  const loops = Array.from({ length: 6 }, async (_, n) => {
    for (;;) {
      try {
        await store(url, n, agent);
        answered += 1;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === "ECONNREFUSED") return;
        lost.push(error);
      }
    }
  });
  await eventually(() => answered > 50);
  service.signal("SIGTERM");
  await Promise.all(loops);
  expect(await service.ended).toBe(0);
  expect(lost).toEqual([]);
});

test("a second SIGINT ends it at once, with 130", async () => {
  const { service, url } = await started();
  fetch(`${url}/never`).catch(() => {});
  await service.says("never entered");
  service.signal("SIGINT");
  await service.says("Stopping");
  // Until one of them is no longer the same keystroke.
  const again = setInterval(() => service.signal("SIGINT"), 50);
  expect(await service.ended).toBe(130);
  clearInterval(again);
  expect(service.out).not.toContain("Stopped");
});

test("what does not end is cut at the deadline", async () => {
  const { service, url } = await started(quick);
  const never = fetch(`${url}/never`).catch((error: Error) => error);
  await service.says("never entered");
  service.signal("SIGTERM");
  expect(await never).toBeInstanceOf(Error);
  expect(await service.ended).toBe(0);
  expect(service.out).toContain("cutting connections");
});

test.each(["crash", "reject"])(
  "an error that nobody catches (%s) is logged, the others are answered, and the process ends with 1",
  async (path) => {
    const { service, url } = await started();
    const slow = fetch(`${url}/slow`);
    const release = await Wire.open(url);
    await service.says("slow entered");
    expect(await (await fetch(`${url}/${path}`)).json()).toBe("soon");
    await service.says("Nobody caught this");
    release.send(["POST /release HTTP/1.1", "Host: a"]);
    expect(await (await slow).json()).toEqual({ open: true });
    expect(await service.ended).toBe(1);
    expect(service.out).toContain("nobody ");
    expect(service.out).toContain("pool closed");
  },
);

test("a signal while the app is starting: it is started, stopped, and never listens", async () => {
  const project = new Project({
    "main.ts": `
import { createApp } from "tenon";
export default createApp({ title: "Slow", version: "1", routes: {}, lifespan: async function* () {
  console.log("starting");
  await new Promise((resolve) => setTimeout(resolve, 300));
  yield;
  console.log("ended well");
} });`,
  });
  const service = project.tenon(["serve", "main.ts", "--port=0"]);
  await service.says("starting");
  service.signal("SIGTERM");
  expect(await service.ended).toBe(0);
  expect(service.out).toContain("ended well");
  expect(service.out).not.toContain("Listening");
});

function store(url: string, n: number, agent: Agent): Promise<void> {
  return new Promise((resolve, reject) => {
    const headers = { "content-type": "application/json" };
    const sent = request(`${url}/store`, { method: "POST", agent, headers }, (answer) => {
      answer.resume();
      answer.once("error", reject);
      answer.once("end", () =>
        answer.statusCode === 200 ? resolve() : reject(new Error(`${answer.statusCode}`)),
      );
    });
    sent.once("error", reject);
    sent.end(JSON.stringify({ n }));
  });
}
