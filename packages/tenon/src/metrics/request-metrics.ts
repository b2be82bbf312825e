/** What is measured of each request. */
import { Counter, Gauge, Histogram, type Registry } from "prom-client";
import { type Exchange, exchangeKey } from "../http/exchange.ts";
import type { MiddlewareHooks } from "../http/middleware.ts";
import { refusalOf } from "../http/refusal-cause.ts";
import type { Reply } from "../http/reply.ts";
import { whenSent } from "../http/when-sent.ts";

/** As OpenTelemetry advises for `http.server.request.duration`, in seconds. */
const durations = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];
const sizes = [100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000];

/** The methods of RFC 9110 and PATCH; any other word is the caller's invention, and would be a series of its own. */
const methods = new Set(["CONNECT", "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT", "TRACE"]);

/** A method as a label. */
export function methodLabel(method: string): string {
  return methods.has(method) ? method : "_OTHER";
}

type Labels = Partial<
  Record<"http_request_method" | "http_route" | "http_response_status_code", string | number>
>;

/** Hooks that measure requests; the outermost of an app. */
export function requestMetrics(registry: Registry): MiddlewareHooks {
  const labelNames = ["http_request_method", "http_route", "http_response_status_code"] as const;
  const registers = [registry];
  const duration = new Histogram({
    name: "http_server_request_duration_seconds",
    help: "From the head of a request to the end of its answer",
    labelNames,
    buckets: durations,
    registers,
  });
  const requestSize = new Histogram({
    name: "http_server_request_body_size_bytes",
    help: "The size of the bodies of requests",
    labelNames,
    buckets: sizes,
    registers,
  });
  const responseSize = new Histogram({
    name: "http_server_response_body_size_bytes",
    help: "The size of the bodies of answers, as they are sent",
    labelNames,
    buckets: sizes,
    registers,
  });
  const active = new Gauge({
    name: "http_server_active_requests",
    help: "Requests under way",
    labelNames: ["http_request_method"],
    registers,
  });
  const refused = refusalCounters(registry);
  const startedAt = exchangeKey<number>("tenon.metrics.startedAt");

  const measure = (exchange: Exchange, reply: Reply, sent: number): void => {
    const { route } = exchange;
    const labels: Labels = {
      http_request_method: methodLabel(exchange.method),
      // A request that nothing answers has no route: not one series for each path that somebody tries.
      ...(route === undefined ? {} : { http_route: route }),
      http_response_status_code: reply.status,
    };
    duration.observe(labels, (performance.now() - (exchange.get(startedAt) as number)) / 1000);
    responseSize.observe(labels, exchange.method === "HEAD" ? 0 : sent);
    const received = announcedSize(exchange);
    if (received !== undefined) requestSize.observe(labels, received);
  };

  return {
    name: "metrics",
    request(exchange) {
      exchange.set(startedAt, performance.now());
      active.inc({ http_request_method: methodLabel(exchange.method) });
      return undefined;
    },
    response(exchange, reply) {
      if (reply.error !== undefined) refused(exchange, reply.error);
      whenSent(reply, (streamed) => {
        active.dec({ http_request_method: methodLabel(exchange.method) });
        measure(exchange, reply, streamed ?? wholeSize(reply));
      });
      return undefined;
    },
  };
}

/** Counts what was refused, by who refused it. */
function refusalCounters(registry: Registry): (exchange: Exchange, error: unknown) => void {
  const registers = [registry];
  const shed = new Counter({
    name: "tenon_load_shed_total",
    help: "Requests refused because the process, or one operation, was full",
    labelNames: ["reason"],
    registers,
  });
  const timeouts = new Counter({
    name: "tenon_request_timeouts_total",
    help: "Requests that took longer than their operation may",
    labelNames: ["http_route"],
    registers,
  });
  const limited = new Counter({
    name: "tenon_rate_limited_total",
    help: "Requests refused by a rate limit",
    labelNames: ["limit"],
    registers,
  });
  // A series that appears with its first event hides that one from `rate`.
  for (const reason of ["event_loop", "queue", "concurrency"]) shed.inc({ reason }, 0);
  return ({ route = "" }, error) => {
    const refusal = refusalOf(error);
    if (refusal?.by === "load") shed.inc({ reason: refusal.reason });
    else if (refusal?.by === "rate_limit") limited.inc({ limit: refusal.limit });
    else if (refusal?.by === "timeout") timeouts.inc({ http_route: route });
  };
}

/** What a request says of its body; undefined where it does not say. Methods without one are not asked. */
function announcedSize(exchange: Exchange): number | undefined {
  const { method } = exchange;
  if (method === "GET" || method === "HEAD") return 0;
  const announced = exchange.header("content-length");
  return announced === undefined ? undefined : Number(announced);
}

function wholeSize({ body }: Reply): number {
  if (typeof body === "string") return Buffer.byteLength(body);
  return body instanceof Uint8Array ? body.byteLength : 0;
}
