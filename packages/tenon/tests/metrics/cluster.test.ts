import type { Worker } from "node:cluster";
import { EventEmitter } from "node:events";
import { Counter, Gauge } from "prom-client";
import { expect, test } from "vitest";
import { ClusterMetrics, type Metrics, metrics } from "../../src/metrics/index.ts";
import type { Channel } from "../../src/metrics/worker-report.ts";
import { reportToPrimary } from "../../src/metrics/worker-report.ts";
import { total } from "./series.ts";

/** Both ends of the channel between a worker and its primary: messages arrive as copies, in order, later. */
function connected(): { readonly worker: Worker; readonly channel: Channel; readonly cut: () => void } {
  const worker = new EventEmitter() as EventEmitter & {
    isConnected(): boolean;
    send(m: unknown, d: (e: null) => void): void;
  };
  const channel = new EventEmitter() as EventEmitter & { connected: boolean };
  channel.connected = true;
  worker.isConnected = () => channel.connected;
  worker.send = (message, done) => {
    setImmediate(() => {
      if (channel.connected) channel.emit("message", structuredClone(message));
      done(null);
    });
  };
  Object.assign(channel, {
    send(message: unknown, _handle: unknown, _options: unknown, done: () => void) {
      setImmediate(() => {
        worker.emit("message", JSON.parse(JSON.stringify(message)));
        done();
      });
    },
  });
  return {
    worker: worker as unknown as Worker,
    channel: channel as unknown as Channel,
    cut() {
      channel.connected = false;
      worker.emit("disconnect");
    },
  };
}

function measured(): {
  readonly meters: Metrics;
  readonly served: Counter;
  readonly open: Gauge;
} {
  const meters = metrics({ port: false });
  const registers = [meters.registry];
  return {
    meters,
    served: new Counter({ name: "served_total", help: "Served", labelNames: ["by"], registers }),
    open: new Gauge({ name: "open", help: "Open", registers }),
  };
}

test("What a worker counted stays in the sums when it has ended; what it holds does not", async () => {
  const primary = new ClusterMetrics();
  const ends: (() => Promise<void>)[] = [];
  const cuts: (() => void)[] = [];
  for (let number = 1; number <= 3; number++) {
    const { worker, channel, cut } = connected();
    const { meters, served, open } = measured();
    primary.follow(worker);
    ends.push(reportToPrimary(meters, channel));
    cuts.push(cut);
    served.inc({ by: "all" }, number);
    open.set(number);
  }
  expect(total(await primary.text(), "served_total")).toBe(6);
  expect(total(await primary.text(), "open")).toBe(6);
  for (const [at, end] of ends.slice(0, 2).entries()) {
    await end();
    cuts[at]?.();
  }
  expect(total(await primary.text(), "served_total")).toBe(6);
  expect(total(await primary.text(), "open")).toBe(3);
});

test("A worker that ends tells what it counted after it was last asked", async () => {
  const primary = new ClusterMetrics();
  const { worker, channel, cut } = connected();
  const { meters, served } = measured();
  primary.follow(worker);
  const end = reportToPrimary(meters, channel);
  served.inc({ by: "all" }, 2);
  expect(total(await primary.text(), "served_total")).toBe(2);
  served.inc({ by: "all" }, 5);
  await end();
  cut();
  expect(total(await primary.text(), "served_total")).toBe(7);
});

test("A worker that is killed takes nothing back, and one that does not answer holds nobody up", async () => {
  const primary = new ClusterMetrics();
  const killed = connected();
  const { meters, served } = measured();
  primary.follow(killed.worker);
  reportToPrimary(meters, killed.channel);
  served.inc({ by: "all" }, 4);
  expect(total(await primary.text(), "served_total")).toBe(4);
  killed.cut();
  const silent = connected();
  primary.follow(silent.worker);
  primary.replaced("crash");
  const shown = await primary.text();
  expect(total(shown, "served_total")).toBe(4);
  expect(total(shown, "tenon_worker_restarts_total", { reason: "crash" })).toBe(1);
});

test("The primary shows the sums, and says so when it cannot", async () => {
  const primary = await ClusterMetrics.show({ host: "127.0.0.1", port: 0 });
  for (let number = 0; number < 2; number++) {
    const { worker, channel } = connected();
    const { meters, served } = measured();
    primary.follow(worker);
    reportToPrimary(meters, channel);
    served.inc({ by: "all" });
  }
  const shown = await (await fetch(primary.url as string)).text();
  expect(total(shown, "served_total")).toBe(2);
  expect(total(shown, "tenon_workers")).toBe(2);
  const port = Number(new URL(primary.url as string).port);
  await expect(ClusterMetrics.show({ host: "127.0.0.1", port })).rejects.toThrow(
    `Port ${port} for metrics is in use`,
  );
  await primary.close();
});
