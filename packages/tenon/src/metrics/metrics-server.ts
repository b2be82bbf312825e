/** The small server that shows metrics, on a port of its own. */
import { createServer } from "node:http";
import { Registry } from "prom-client";
import type { MetricsAddress } from "./metrics-system.ts";

/** A server that shows metrics. */
export interface MetricsServer {
  readonly url: string;
  readonly close: () => Promise<void>;
}

/** Metrics cannot be shown where they should be. */
export class MetricsPortError extends Error {
  override readonly name = "MetricsPortError";
}

/**
 * Shows metrics at `GET /metrics`.
 * @param text makes them, in the format of Prometheus
 * @throws {MetricsPortError} when the port is taken or not allowed
 */
export async function showMetrics(
  { host, port }: MetricsAddress,
  text: () => Promise<string>,
): Promise<MetricsServer> {
  const server = createServer(async (incoming, outgoing) => {
    const path = incoming.url?.split("?", 1)[0];
    if (path !== "/metrics" || (incoming.method !== "GET" && incoming.method !== "HEAD")) {
      outgoing.writeHead(path === "/metrics" ? 405 : 404, { "content-type": "text/plain" });
      outgoing.end("Metrics are at GET /metrics\n");
      return;
    }
    try {
      const body = await text();
      outgoing.writeHead(200, {
        "content-type": Registry.PROMETHEUS_CONTENT_TYPE,
        "cache-control": "no-store",
      });
      outgoing.end(body);
    } catch (error) {
      outgoing.writeHead(500, { "content-type": "text/plain" });
      outgoing.end(`The metrics cannot be read: ${error instanceof Error ? error.message : String(error)}\n`);
    }
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", (cause: NodeJS.ErrnoException) => reject(explained(cause, host, port)));
    server.listen({ host, port }, resolve);
  });
  const address = server.address();
  const taken = typeof address === "object" && address !== null ? address.port : port;
  return {
    url: `http://${host.includes(":") ? `[${host}]` : host}:${taken}/metrics`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function explained(cause: NodeJS.ErrnoException, host: string, port: number): MetricsPortError {
  const what =
    cause.code === "EADDRINUSE"
      ? `Port ${port} for metrics is in use: another process listens on it`
      : `Metrics cannot be shown on ${host}, port ${port} (${cause.code ?? cause.message})`;
  return new MetricsPortError(`${what}. Choose another one: METRICS_PORT, or the port of metrics().`, {
    cause,
  });
}
