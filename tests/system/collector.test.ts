/** The service with a collector of traces: what it sends there, and what it writes into its log meanwhile. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { freePort } from "../../packages/tenon/tests/server/project.ts";
import { temporaryFolder } from "./temporary-folder.ts";
import { tenon } from "./tenon.ts";

test("traces go to the collector by OTLP; the log has one line a request, with its trace and without secrets", async () => {
  const received: { readonly path: string | undefined; readonly body: string }[] = [];
  const collector = createServer(async (incoming, outgoing) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    // Names are plain text in Protocol Buffers.
    received.push({ path: incoming.url, body: Buffer.concat(chunks).toString("latin1") });
    outgoing.end();
  });
  await new Promise<void>((resolve) => collector.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void collector.close());
  const port = await freePort();
  const service = tenon(["serve", "packages/create-tenon/template/app/main.ts", "--port", `${port}`], {
    ENVIRONMENT: "development",
    DATABASE_URL: "memory://",
    DATA_DIR: await temporaryFolder(),
    OTEL_SERVICE_NAME: "shop",
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${(collector.address() as AddressInfo).port}`,
  });
  await service.says(/Listening on/);
  const traceId = "4bf92f3577b34da6a3ce929d0e0e4736";
  const signedUp = await fetch(`http://127.0.0.1:${port}/api/v1/auth/signup?token=t0p-secret&lang=en`, {
    method: "POST",
    headers: { "content-type": "application/json", traceparent: `00-${traceId}-00f067aa0ba902b7-01` },
    body: JSON.stringify({
      username: "ada",
      email: "ada@example.com",
      password: "a long enough pass phrase",
    }),
  });
  expect(signedUp.status).toBe(202);
  await service.says(/"job":"send-mail".*Job completed/);
  service.signal("SIGTERM");
  expect(await service.ended).toBe(0);

  const sent = received.map(({ body }) => body).join("");
  expect(new Set(received.map(({ path }) => path))).toEqual(new Set(["/v1/traces"]));
  for (const name of [
    "shop",
    "POST /api/v1/auth/signup",
    "dbSession",
    "v1.auth.signup",
    "INSERT users",
    "process send-mail",
  ])
    expect(sent, name).toContain(name);
  expect(sent).not.toContain("t0p-secret");
  expect(sent).not.toContain("pass phrase");

  const lines = service.out
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  const requests = lines.filter(({ msg }) => msg === "request");
  expect(requests).toHaveLength(1);
  expect(requests[0]).toMatchObject({
    trace_id: traceId,
    route: "/api/v1/auth/signup",
    status: 202,
    query: "token=[redacted]&lang=en",
    clientAddress: "127.0.0.1",
    requestId: expect.any(String),
    durationMs: expect.any(Number),
  });
  const security = lines.filter((line) => line.security === true);
  expect(security).toMatchObject([
    { event: "signed_up", trace_id: traceId, requestId: requests[0]?.requestId },
  ]);
  expect(lines.find(({ msg }) => msg === "Job completed")).toMatchObject({
    job: "send-mail",
    trace_id: traceId,
  });
  expect(service.out).not.toMatch(/t0p-secret|pass phrase/);
}, 120_000);
