/** Requests that two servers could count differently, through real proxies: both sides count the same. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { expect, test } from "vitest";
import { Reply } from "../../packages/tenon/src/index.ts";
import { freePort } from "../../packages/tenon/tests/server/project.ts";
import { serving } from "../../packages/tenon/tests/server/serving.ts";
import { temporaryFolder } from "./temporary-folder.ts";

/** How each is started in front of an app; each uses its connections to the app again. */
const proxies = {
  nginx: {
    command: (file: string, folder: string) => [
      "nginx",
      "-e",
      "stderr",
      "-p",
      folder,
      "-c",
      file,
      "-g",
      "daemon off;",
    ],
    file: (port: number, app: string) => `pid nginx.pid;
events {}
http {
  access_log off;
  client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path fastcgi; uwsgi_temp_path uwsgi; scgi_temp_path scgi;
  upstream app { server ${app}; keepalive 4; }
  server {
    listen 127.0.0.1:${port};
    location / { proxy_pass http://app; proxy_http_version 1.1; proxy_set_header Connection ""; proxy_request_buffering off; }
  }
}
`,
  },
  haproxy: {
    command: (file: string) => ["haproxy", "-db", "-f", file],
    file: (port: number, app: string) => `defaults
  mode http
  timeout client 20s
  timeout server 20s
  timeout connect 5s
  http-reuse always
frontend all
  bind 127.0.0.1:${port}
  default_backend app
backend app
  server one ${app}
`,
  },
  caddy: {
    command: (file: string) => ["caddy", "run", "--adapter", "caddyfile", "--config", file],
    file: (port: number, app: string) => `{
  admin off
  auto_https off
}
http://:${port} {
  bind 127.0.0.1
  reverse_proxy ${app}
}
`,
  },
};

const smuggled = "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n";
const length = Buffer.byteLength(smuggled);
const post = (headers: string, body: string) =>
  `POST /front HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\n${headers}\r\n\r\n${body}`;
const hostile = [
  post(`Content-Length: ${length + 5}\r\nTransfer-Encoding: chunked`, `0\r\n\r\n${smuggled}`),
  post(`Transfer-Encoding: chunked\r\nContent-Length: ${length + 5}`, `0\r\n\r\n${smuggled}`),
  post(`Content-Length: 0\r\nContent-Length: ${length}`, smuggled),
  post(`Content-Length: ${length}\r\nContent-Length: 0`, smuggled),
  post(`Content-Length: +${length}`, smuggled),
  post("Transfer-Encoding: xchunked", `0\r\n\r\n${smuggled}`),
  post("Transfer-Encoding : chunked", `0\r\n\r\n${smuggled}`),
  post("Transfer-Encoding:\vchunked", `0\r\n\r\n${smuggled}`),
  post("Transfer-Encoding: chunked, identity", `0\r\n\r\n${smuggled}`),
  post(`Content-Length: ${length}\r\nX: a\r\n Transfer-Encoding: chunked`, smuggled),
  // Whoever takes the extension sees a second request behind the body, and counts it.
  post("Transfer-Encoding: chunked", `0;\n\r\n\r\n${smuggled}`),
  // Taken by everybody: a body that looks like a request, and that the app reads, or does not.
  post(`Content-Length: ${length}`, smuggled),
  post("Transfer-Encoding: chunked", `${length.toString(16)}\r\n${smuggled}\r\n0\r\n\r\n`),
];

test.each(Object.entries(proxies))("behind %s nothing is counted that was not sent", async (name, proxy) => {
  const seen: string[] = [];
  await using it = await serving(
    {},
    {
      app: {
        middleware: [
          async (exchange) => {
            seen.push(exchange.path);
            if (seen.length % 2 === 0) await exchange.body(10_000);
            return new Reply(200, [], exchange.path);
          },
        ],
      },
    },
  );
  const folder = await temporaryFolder();
  const port = await freePort();
  const file = join(folder, "configuration");
  await writeFile(file, proxy.file(port, new URL(it.server.url).host));
  const [command = "", ...args] = proxy.command(file, folder);
  const child = spawn(command, args, {
    stdio: ["ignore", "ignore", "ignore"],
    env: { ...process.env, HOME: folder },
  });
  const failed = once(child, "error").then(([error]) => Promise.reject(error));
  try {
    await Promise.race([failed, answering(port)]);
    for (const text of [...hostile, ...hostile]) {
      const before = seen.length;
      const answers = await exchangeOf(port, text);
      // Each request that the proxy knows of has an answer; what was smuggled past it has none.
      expect(answers.split("HTTP/1.1 200 ").length - 1, `${name}: ${JSON.stringify(text)}`).toBe(
        seen.length - before,
      );
      // Whatever the app still held of it would be the beginning of this one.
      const next = "GET /next HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
      expect(await exchangeOf(port, next)).toContain("/next");
    }
    expect(seen.filter((path) => path === "/next")).toHaveLength(2 * hostile.length);
    expect(seen.filter((path) => path === "/front").length).toBeGreaterThan(3);
  } finally {
    child.kill("SIGTERM");
    if (child.exitCode === null && child.pid !== undefined) await once(child, "exit");
  }
});

async function answering(port: number): Promise<void> {
  for (;;) {
    const answer = await fetch(`http://127.0.0.1:${port}/`).catch(() => undefined);
    if (answer?.status === 200) return;
    await delay(50);
  }
}

/** What comes back until it is silent for a moment, or over. */
function exchangeOf(port: number, text: string): Promise<string> {
  return new Promise((resolve) => {
    let received = "";
    const socket = connect(port, "127.0.0.1", () => socket.write(text, "latin1"));
    socket.setTimeout(300, () => socket.destroy());
    socket.on("data", (chunk) => {
      received += chunk;
    });
    socket.on("error", () => {});
    socket.on("close", () => resolve(received));
  });
}
