/**
 * Health, as orchestrators and load balancers ask for it: alive is the process (restart it otherwise), ready is what it needs
 * (send it nothing otherwise), started is having been ready once.
 */
import * as z from "zod";
import { drainSignal, logger } from "../depends/built-ins.ts";
import { dependency } from "../depends/dependency.ts";
import type { Need } from "../depends/need.ts";
import { defineError } from "../http/errors.ts";
import { get, open } from "../routing/operation.ts";
import { router } from "../routing/router.ts";
import type { HealthCheck } from "./health-check.ts";
import { Readiness } from "./readiness.ts";

/** How health is answered. */
export interface HealthOptions {
  /** What has to answer before the process is ready, by the names that a 503 shows. Default: nothing. */
  readonly checks?: { readonly [name: string]: HealthCheck };
  /** Default: `/health`. */
  readonly prefix?: string;
  /** How long all checks together may take, in milliseconds. Default: 2,000. */
  readonly timeout?: number;
  /** How long an answer is good for, in milliseconds: probes, however many, ask no more often. Default: 1,000. */
  readonly cacheFor?: number;
  /** The `Retry-After` of a 503, in seconds. Default: 5. */
  readonly retryAfter?: number;
  /** Groups in the document. Default: `health`. */
  readonly tags?: readonly string[];
  /** Keeps them out of the document. Default: false. */
  readonly hidden?: boolean;
}

const Health = z.object({ status: z.literal("ok") }).meta({ id: "Health" });

/** The process cannot serve requests at the moment; `failing` names why: checks, or `stopping`. */
export const NotReady = defineError(503, "not_ready", {
  message: "This process cannot serve requests at the moment",
  data: z.object({ failing: z.array(z.string()) }),
});

/**
 * Three operations that anybody may call: `/health/live`, `/health/ready`, `/health/started`. From the moment the server drains
 * (SIGTERM), `/health/ready` is a 503, while everything else is answered as before.
 *
 * @param options `checks`; `prefix` (`/health`), `timeout` (2,000 ms), `cacheFor` (1,000 ms), `retryAfter` (5 s)
 * @example
 * routes: { v1, health: healthRoutes({ checks: { database: healthCheck(database, (db) => db.ping()) } }) }
 */
export function healthRoutes(options: HealthOptions = {}) {
  const { checks = {}, timeout = 2_000, cacheFor = 1_000, retryAfter = 5 } = options;
  const { prefix = "/health", tags = ["health"], hidden = false } = options;
  const entries = Object.entries(checks);
  const values = dependency(
    { scope: "app", name: "healthChecks", depends: needsOf(checks) },
    (received: { readonly [name: string]: unknown }) =>
      entries.map(([name, { ask }]) => ({
        name,
        ask: (signal: AbortSignal) => ask(received[name] as never, signal),
      })),
  );
  const readiness = dependency(
    { scope: "app", name: "readiness", depends: { values, drain: drainSignal, logger } },
    ({ values, drain, logger }) => new Readiness(values, { timeout, cacheFor, drain, logger }),
  );
  const answer = (failing: readonly string[]): { readonly status: "ok" } => {
    if (failing.length === 0) return { status: "ok" };
    throw new NotReady({ failing: [...failing] }, { headers: { "retry-after": String(retryAfter) } });
  };
  const needs = { response: Health, errors: [NotReady], depends: { readiness } } as const;
  return router(
    { prefix, tags, hidden },
    {
      live: get("/live", open({ summary: "Is the process alive?", response: Health }), () => ({
        status: "ok" as const,
      })),
      ready: get("/ready", open({ ...needs, summary: "Can it serve requests?" }), async ({ readiness }) =>
        answer(await readiness.failing()),
      ),
      started: get(
        "/started",
        open({ ...needs, summary: "Has it been ready once?" }),
        async ({ readiness }) => answer(await readiness.notStarted()),
      ),
    },
  );
}

function needsOf(checks: { readonly [name: string]: HealthCheck }): Record<string, Need<unknown, "app">> {
  return Object.fromEntries(
    Object.entries(checks).map(([name, { need }]) => [name, need as Need<unknown, "app">]),
  );
}
