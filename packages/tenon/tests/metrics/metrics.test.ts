import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { Counter } from "prom-client";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { createApp, get, post, router, silentLogger, stream, text } from "../../src/index.ts";
import { type Metrics, MetricsPortError, metrics } from "../../src/metrics/index.ts";
import { rateLimit } from "../../src/rate-limit/index.ts";
import { serve } from "../../src/server/index.ts";
import { throughBothDoors } from "../http/doors.ts";
import { samplesOf, total } from "./series.ts";

const count = "http_server_request_duration_seconds_count";

function books(meters: Metrics) {
  const held = Promise.withResolvers<void>();
  const app = createApp({
    title: "Books",
    version: "1",
    docs: false,
    logger: silentLogger,
    metrics: meters,
    routes: {
      books: router(
        { prefix: "/books" },
        {
          one: get(
            "/:id",
            { params: { id: z.int() }, response: z.object({ id: z.int() }) },
            ({ params }) => params,
          ),
          add: post("", { body: z.object({ title: z.string() }), status: 201 }, ({ body }) => body),
          broken: get("/broken", () => {
            throw new Error("broken");
          }),
          long: get("/long", () =>
            stream(
              (async function* () {
                yield "a".repeat(150);
                await held.promise;
                yield "b".repeat(50);
              })(),
            ),
          ),
          limited: get(
            "/limited",
            { middleware: [rateLimit({ name: "tiny", limit: 1, window: 60, by: () => "all" })] },
            () => text("in"),
          ),
        },
      ),
    },
  });
  return { app, release: held.resolve };
}

throughBothDoors("Metrics of requests", (open) => {
  test("are counted by method, route template and status, whatever becomes of them", async () => {
    const meters = metrics({ port: false });
    await using door = await open(books(meters).app);
    for (const id of [1, 2, 3]) await door.send("GET", `/books/${id}`);
    await door.send("GET", "/books/x");
    await door.send("GET", "/books/broken");
    await door.send("POST", "/books", { json: { title: "Emma" }, headers: { "content-length": "16" } });
    const shown = await meters.text();
    const one = { http_request_method: "GET", http_route: "/books/:id" };
    expect(total(shown, count, { ...one, http_response_status_code: "200" })).toBe(3);
    expect(total(shown, count, { ...one, http_response_status_code: "422" })).toBe(1);
    expect(total(shown, count, { http_route: "/books/broken", http_response_status_code: "500" })).toBe(1);
    expect(total(shown, count, { http_route: "/books", http_response_status_code: "201" })).toBe(1);
    expect(total(shown, count)).toBe(6);
    expect(total(shown, "http_server_active_requests")).toBe(0);
    expect(total(shown, "http_server_request_body_size_bytes_sum", { http_route: "/books" })).toBe(16);
    expect(
      total(shown, "http_server_response_body_size_bytes_sum", { ...one, http_response_status_code: "200" }),
    ).toBe(3 * '{"id":1}'.length);
  });

  test("do not grow with paths and methods that do not exist", async () => {
    const meters = metrics({ port: false });
    await using door = await open(books(meters).app);
    const methods = ["GET", "PROPFIND", "MKCOL"];
    await door.send("GET", "/nothing");
    await door.send("PROPFIND", "/nothing");
    const before = samplesOf(await meters.text()).length;
    for (let i = 0; i < 60; i++) await door.send(methods[i % 3] as string, `/nothing/${i}`);
    const shown = await meters.text();
    expect(samplesOf(shown).length).toBe(before);
    expect(total(shown, count, { http_response_status_code: "404" })).toBe(62);
    const missed = samplesOf(shown).filter(
      ({ name, labels }) => name === count && labels.http_response_status_code === "404",
    );
    expect(missed.map(({ labels }) => labels.http_request_method).sort()).toEqual(["GET", "_OTHER"]);
    expect(missed.every(({ labels }) => labels.http_route === undefined)).toBe(true);
  });

  test("see a stream through to its end", async () => {
    const meters = metrics({ port: false });
    const { app, release } = books(meters);
    await using door = await open(app);
    const response = await door.start("GET", "/books/long");
    const route = { http_route: "/books/long" };
    const during = await meters.text();
    expect(total(during, "http_server_active_requests")).toBe(1);
    expect(total(during, count, route)).toBe(0);
    release();
    expect((await response.text()).length).toBe(200);
    await expect.poll(async () => total(await meters.text(), count, route)).toBe(1);
    const after = await meters.text();
    expect(total(after, "http_server_active_requests")).toBe(0);
    expect(total(after, "http_server_response_body_size_bytes_sum", route)).toBe(200);
  });

  test("count what a rate limit refused, by its name", async () => {
    const meters = metrics({ port: false });
    await using door = await open(books(meters).app);
    for (const status of [200, 429, 429])
      expect((await door.send("GET", "/books/limited")).status).toBe(status);
    expect(total(await meters.text(), "tenon_rate_limited_total", { limit: "tiny" })).toBe(2);
  });
});

describe("Metrics", () => {
  test("have the process beside the requests, and what a service adds", async () => {
    const meters = metrics({ port: false });
    const orders = new Counter({ name: "orders_total", help: "Orders", registers: [meters.registry] });
    const running = await books(meters).app.start();
    try {
      orders.inc(3);
      (globalThis as { gc?: () => void }).gc?.();
      const shown = await meters.text();
      expect(total(shown, "orders_total")).toBe(3);
      for (const name of [
        "nodejs_eventloop_utilization_ratio",
        "v8js_memory_heap_used_bytes",
        "process_cpu_seconds_total",
        "process_resident_memory_bytes",
        "process_start_time_seconds",
      ])
        expect(total(shown, name), name).toBeGreaterThan(0);
      // It samples every 10 ms.
      await expect
        .poll(async () => total(await meters.text(), "nodejs_eventloop_delay_p99_seconds"))
        .toBeGreaterThan(0);
    } finally {
      await running.stop();
    }
  });

  test("are shown on a port of their own, and not on that of the service", async () => {
    const meters = metrics({ port: 0 });
    const server = await serve(books(meters).app, { port: 0 });
    try {
      await fetch(`${server.url}/books/1`);
      const answer = await fetch(server.metricsUrl as string);
      expect(answer.headers.get("content-type")).toBe("text/plain; version=0.0.4; charset=utf-8");
      expect(total(await answer.text(), count)).toBe(1);
      expect((await fetch(`${server.url}/metrics`)).status).toBe(404);
      expect((await fetch(new URL("/", server.metricsUrl))).status).toBe(404);
    } finally {
      await server.close();
    }
    await expect(fetch(server.metricsUrl as string)).rejects.toThrow();
  });

  test("say which port is taken, and the app does not start half", async () => {
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, "127.0.0.1", resolve));
    const { port } = taken.address() as AddressInfo;
    let stopped = false;
    const { app } = books(metrics({ port }));
    const ending = createApp({
      ...app.options,
      async *lifespan() {
        yield;
        stopped = true;
      },
    });
    const failed = await serve(ending, { port: 0 }).catch((error: unknown) => error);
    taken.close();
    expect(failed).toBeInstanceOf(MetricsPortError);
    expect((failed as Error).message).toContain(`Port ${port} for metrics is in use`);
    expect((failed as Error).message).toContain("METRICS_PORT");
    expect(stopped).toBe(true);
  });
});
