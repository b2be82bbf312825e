/** The shipped nginx configuration, by what a real nginx does with it. */
import { execFile } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { basename, join } from "node:path";
import { promisify } from "node:util";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { nginxFolder, type RunningNginx, startNginx } from "./nginx.ts";
import { temporaryFolder } from "./temporary-folder.ts";

interface Seen {
  readonly server: number;
  readonly method: string;
  readonly headers: IncomingMessage["headers"];
  /** The port that the connection came from: tells whether it was used before. */
  readonly from: number;
}

let seen: Seen[] = [];
type Answer = (incoming: IncomingMessage, outgoing: ServerResponse) => void;
const fine: Answer = (incoming, outgoing) => void incoming.resume().once("end", () => outgoing.end("fine"));
const hangUp: Answer = (incoming) => void incoming.socket.destroy();
let answers: Answer[] = [];
let servers: Server[];
let nginx: RunningNginx;

beforeAll(async () => {
  servers = [0, 1].map((server) =>
    createServer({ keepAliveTimeout: 0 }, (incoming, outgoing) => {
      const { method = "", headers, socket } = incoming;
      seen.push({ server, method, headers, from: socket.remotePort ?? 0 });
      (answers[server] ?? fine)(incoming, outgoing);
    }),
  );
  const ports = await Promise.all(
    servers.map(
      (server) =>
        new Promise<number>((listening) => {
          server.listen(0, "127.0.0.1", () => listening((server.address() as AddressInfo).port));
        }),
    ),
  );
  // Tests that fail on purpose must not take an address out of the others' way.
  nginx = await startNginx(ports.map((port) => `127.0.0.1:${port} max_fails=0`));
});

beforeEach(() => {
  seen = [];
  answers = [];
});

afterEach(() => {
  expect(nginx.complaints()).not.toMatch(/\[(emerg|alert|crit)\]/);
});

afterAll(async () => {
  await nginx?.stop();
  for (const server of servers) {
    server.close();
    server.closeAllConnections();
  }
});

test("nginx takes the shipped files as they are", async () => {
  const { stderr } = await promisify(execFile)("nginx", [
    ..."-t -e stderr -p".split(" "),
    await temporaryFolder(),
    "-c",
    `${nginxFolder}/nginx.conf`,
    "-g",
    "daemon off;",
  ]);
  expect(stderr).toContain("test is successful");
  expect(stderr).not.toMatch(/\[(warn|emerg)\]/);
});

test("and with the compose file's, as far as an nginx older than 1.27.3 can tell", async () => {
  const folder = await temporaryFolder();
  for (const file of ["nginx.conf", "../compose/nginx/upstream.conf", "../compose/nginx/listen.conf"]) {
    const text = await readFile(join(nginxFolder, file), "utf8");
    await writeFile(join(folder, basename(file)), text.replace("api:8000 resolve", "127.0.0.1:8000"));
  }
  // Through a pipe, as in a container: what Node.js gives a child is a socket, and cannot be opened by name.
  const check = `nginx -t -e stderr -p ${folder} -c ${folder}/nginx.conf 2>&1 | cat`;
  const { stdout } = await promisify(execFile)("sh", ["-c", check]);
  expect(stdout).toContain("test is successful");
});

test("what a caller says of himself is overwritten, and the id of the request is nginx's in both logs", async () => {
  const answer = await fetch(`${nginx.url}/a//b/%2F?q=%20`, {
    headers: {
      "x-forwarded-for": "6.6.6.6",
      "x-forwarded-proto": "https",
      "x-forwarded-host": "evil.test",
      "x-real-ip": "6.6.6.6",
      "x-request-id": "somebody-elses",
      forwarded: "for=6.6.6.6",
      proxy: "http://evil.test",
      traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
    },
  });
  expect(answer.status).toBe(200);
  const [{ headers } = { headers: {} as IncomingMessage["headers"] }] = seen;
  expect(headers).toMatchObject({
    host: new URL(nginx.url).host,
    "x-forwarded-for": "127.0.0.1",
    "x-forwarded-proto": "http",
    "x-forwarded-host": new URL(nginx.url).host,
    "x-request-id": expect.stringMatching(/^[0-9a-f]{32}$/),
    traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
  });
  for (const gone of ["x-real-ip", "forwarded", "proxy", "connection"]) {
    expect(headers[gone] ?? "").not.toMatch(/6\.6\.6\.6|evil|close/);
  }
  const logged = (await nginx.accessLog()).find(({ requestId }) => requestId === headers["x-request-id"]);
  expect(logged).toMatchObject({ client: "127.0.0.1", method: "GET", status: 200, upstreamStatus: "200" });
});

test("the path reaches the service as it was written", async () => {
  const paths: string[] = [];
  answers = [0, 1].map(
    (): Answer => (incoming, outgoing) => {
      paths.push(incoming.url ?? "");
      outgoing.end();
    },
  );
  await fetch(`${nginx.url}/a//b/%2F%41?q=%20+`);
  expect(paths).toEqual(["/a//b/%2F%41?q=%20+"]);
});

test("connections to the service are kept", async () => {
  for (let nth = 0; nth < 20; nth++) {
    const answer = await fetch(nginx.url, { method: "POST", body: "x" });
    expect(await answer.text()).toBe("fine");
  }
  // One for each worker of nginx and each address at most; without keep-alive there would be 20.
  expect(new Set(seen.map(({ from }) => from)).size).toBeLessThan(20);
  expect(seen.filter(({ headers }) => headers.connection === "close")).toEqual([]);
});

test.each(["POST", "PATCH"])("a %s that was sent is never sent again", async (method) => {
  answers = [hangUp, hangUp];
  const answer = await fetch(nginx.url, { method, body: "one" });
  expect(answer.status).toBe(502);
  expect(seen).toHaveLength(1);
});

test.each(["GET", "PUT"])(
  "a %s that got no answer is tried once more at the other address",
  async (method) => {
    let dead = 0;
    const firstDies: Answer = (incoming, outgoing) => (dead++ === 0 ? hangUp : fine)(incoming, outgoing);
    answers = [firstDies, firstDies];
    const answer = await fetch(nginx.url, { method, ...(method === "PUT" && { body: "one" }) });
    expect([answer.status, await answer.text()]).toEqual([200, "fine"]);
    expect(seen.map(({ server }) => server).sort()).toEqual([0, 1]);
  },
);

test("an address that nobody listens at is passed over, for a POST too", async () => {
  const [alive] = servers.map((server) => (server.address() as AddressInfo).port);
  const behind = await startNginx(["127.0.0.1:1", `127.0.0.1:${alive}`]);
  try {
    for (let nth = 0; nth < 6; nth++) {
      expect((await fetch(behind.url, { method: "POST", body: "x" })).status).toBe(200);
    }
    expect(seen).toHaveLength(6);
  } finally {
    await behind.stop();
  }
});

test("a 503 of a service that sheds load is passed on, not tried again", async () => {
  const shed: Answer = (_, outgoing) =>
    void outgoing.writeHead(503, { "retry-after": "3" }).end('{"detail":"busy"}');
  answers = [shed, shed];
  const answer = await fetch(nginx.url);
  expect([answer.status, answer.headers.get("retry-after"), await answer.text()]).toEqual([
    503,
    "3",
    '{"detail":"busy"}',
  ]);
  expect(seen).toHaveLength(1);
});

test("what nginx says itself is JSON with the id of the request", async () => {
  const large = await fetch(nginx.url, { method: "POST", body: "x".repeat(3 * 1024 * 1024) });
  expect([large.status, await large.json()]).toEqual([413, { detail: "Content Too Large" }]);
  expect(large.headers.get("x-request-id")).toMatch(/^[0-9a-f]{32}$/);
  expect(seen).toEqual([]);

  const nobody = await startNginx(["127.0.0.1:1"]);
  try {
    const answer = await fetch(nobody.url);
    expect([answer.status, await answer.json()]).toEqual([502, { detail: "Bad Gateway" }]);
    expect(answer.headers.get("retry-after")).toBe("1");
    expect(answer.headers.get("server")).toBe("nginx");
  } finally {
    await nobody.stop();
  }
});

test("server-sent events are not held back", async () => {
  let finish = (): void => {};
  const stream: Answer = (_, outgoing) => {
    outgoing.writeHead(200, { "content-type": "text/event-stream", "x-accel-buffering": "no" });
    outgoing.write("data: 1\n\n");
    finish = () => outgoing.end("data: 2\n\n");
  };
  answers = [stream, stream];
  const answer = await fetch(nginx.url);
  const reader = answer.body!.pipeThrough(new TextDecoderStream()).getReader();
  expect((await reader.read()).value).toBe("data: 1\n\n");
  finish();
  expect((await reader.read()).value).toBe("data: 2\n\n");
});

test("WebSockets are upgraded, and nothing else", async () => {
  expect(await upgrade("websocket")).toMatchObject({ upgrade: "websocket", connection: "upgrade" });
  const cleartext = await upgrade("h2c");
  expect(cleartext.upgrade).toBeUndefined();
  expect(cleartext.connection ?? "keep-alive").toBe("keep-alive");
});

/** The headers that the service sees of a request that asks for an upgrade. */
async function upgrade(protocol: string): Promise<IncomingMessage["headers"]> {
  await new Promise<void>((answered, failed) => {
    request(nginx.url, { headers: { connection: "Upgrade", upgrade: protocol } }, (incoming) =>
      incoming.resume().once("end", answered),
    )
      .once("error", failed)
      .end();
  });
  return seen.at(-1)?.headers ?? {};
}
