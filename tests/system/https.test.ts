/** HTTPS, certificates that are renewed while the service runs, and Unix sockets. */
import { execFileSync } from "node:child_process";
import { Agent as PlainAgent, request as plainRequest } from "node:http";
import { Agent, request } from "node:https";
import { join } from "node:path";
import type { TLSSocket } from "node:tls";
import { expect, test } from "vitest";
import { type Process, Project } from "../../packages/tenon/tests/server/project.ts";
import { eventually } from "../../packages/tenon/tests/server/serving.ts";

const main = `
import { createApp, clientAddress, exchange, get } from "tenon";
export default createApp({ title: "S", version: "1", routes: {
  seen: get("/seen", { depends: { exchange, clientAddress } }, ({ exchange, clientAddress }) =>
    ({ encrypted: exchange.encrypted, url: exchange.request.url, client: clientAddress ?? "none", pid: process.pid })),
} });`;

function certify(folder: string, name: string): void {
  const files = ["-keyout", join(folder, "key.pem"), "-out", join(folder, "cert.pem")];
  const subject = ["-subj", `/CN=${name}`, "-days", "2", "-nodes"];
  const curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"];
  execFileSync("openssl", ["req", "-x509", ...curve, ...files, ...subject], { stdio: "ignore" });
}

interface Seen {
  readonly encrypted: boolean;
  readonly url: string;
  readonly client: string;
  readonly certificate: string;
  readonly connection: string | undefined;
}

function ask(url: string, agent = new Agent({ rejectUnauthorized: false })): Promise<Seen> {
  return new Promise((resolve, reject) => {
    const sent = request(`${url}/seen`, { agent }, (answer) => {
      const certificate = String((answer.socket as TLSSocket).getPeerCertificate().subject?.CN);
      let body = "";
      answer.setEncoding("utf8").on("data", (text: string) => {
        body += text;
      });
      answer.once("end", () =>
        resolve({ ...JSON.parse(body), certificate, connection: answer.headers.connection }),
      );
    });
    sent.once("error", reject);
    sent.end();
  });
}

async function secure(
  workers: readonly string[],
): Promise<{ project: Project; service: Process; url: string }> {
  const project = new Project({ "main.ts": main });
  certify(project.folder, "first.test");
  const args = ["serve", "main.ts", "--port=0", "--host=127.0.0.1", "--cert=cert.pem", "--key=key.pem"];
  const service = project.tenon([...args, ...workers]);
  await service.says(/"Listening on /);
  return { project, service, url: /https:\/\/127\.0\.0\.1:\d+/.exec(service.out)?.[0] ?? "" };
}

test.each([
  ["one process", [], "The certificate was read anew"],
  ["workers", ["--workers=2"], '"Reloaded"'],
])(
  "HTTPS by %s: a new certificate on SIGHUP, and connections that end politely",
  async (_, workers, renewed) => {
    const { project, service, url } = await secure(workers);
    expect(await ask(url)).toMatchObject({ encrypted: true, url: `${url}/seen`, certificate: "first.test" });
    certify(project.folder, "second.test");
    service.signal("SIGHUP");
    await service.says(renewed);
    await eventually(async () => (await ask(url)).certificate === "second.test");

    const kept = new Agent({ keepAlive: true, maxSockets: 1, rejectUnauthorized: false });
    expect((await ask(url, kept)).connection).toBe("keep-alive");
    service.signal("SIGTERM");
    await service.says("Stopping");
    await eventually(async () => (await ask(url, kept)).connection === "close");
    expect(await service.ended).toBe(0);
  },
);

test("a certificate that cannot be used is said in a sentence; a renewal that cannot leaves the old one", async () => {
  const { project, service, url } = await secure([]);
  project.write("key.pem", "nonsense");
  service.signal("SIGHUP");
  await service.says("The certificate was not renewed");
  expect((await ask(url)).certificate).toBe("first.test");
  for (const [args, err] of [
    [
      ["--cert=cert.pem", "--key=key.pem"],
      /^The certificate cert\.pem and the key key\.pem cannot be used together: /,
    ],
    [["--cert=none.pem", "--key=key.pem"], /^The certificate cannot be read: ENOENT/],
  ] as const) {
    const failing = project.tenon(["serve", "main.ts", "--port=0", ...args]);
    expect(await failing.ended).toBe(1);
    expect(failing.err).toMatch(err);
    expect(failing.err.trim().split("\n")).toHaveLength(1);
  }
  const alone = project.tenon(["serve", "main.ts", "--cert=cert.pem"]);
  expect(await alone.ended).toBe(2);
  service.signal("SIGTERM");
  expect(await service.ended).toBe(0);
});

test("a Unix socket, shared by workers; whoever reaches it is a proxy where that is said", async () => {
  const project = new Project({ "main.ts": main });
  const socketPath = join(project.folder, "api.sock");
  const args = ["serve", "main.ts", `--socket=${socketPath}`, "--workers=2", "--trust-proxy=unix"];
  for (let nth = 0; nth < 2; nth += 1) {
    const service = project.tenon(args);
    await service.says(/"Listening on unix:/);
    const headers = {
      ...{ host: "127.0.0.1", "x-forwarded-for": "192.0.2.1", "x-forwarded-proto": "https" },
      "x-forwarded-host": "api.example.com",
    };
    const answer = await new Promise<string>((resolve, reject) => {
      const sent = plainRequest(
        { socketPath, path: "/seen", headers, agent: new PlainAgent() },
        (incoming) => {
          let body = "";
          incoming.setEncoding("utf8").on("data", (text: string) => {
            body += text;
          });
          incoming.once("end", () => resolve(body));
        },
      );
      sent.once("error", reject);
      sent.end();
    });
    expect(JSON.parse(answer)).toMatchObject({
      ...{ encrypted: true, url: "https://api.example.com/seen", client: "192.0.2.1" },
    });
    // The second time round it left its socket behind.
    service.signal(nth === 0 ? "SIGKILL" : "SIGTERM");
    expect(await service.ended).toBe(nth === 0 ? "SIGKILL" : 0);
  }
});
