/** What is inferred of jobs, and what the type checker must refuse. Checked by `npm run typecheck`. */
import { expectTypeOf } from "vitest";
import * as z from "zod";
import { dependency, isoDateTime, requestId } from "../../src/index.ts";
import { type Job, type JobQueue, job } from "../../src/jobs/index.ts";
import type { TestJobs } from "../../src/testing/index.ts";

const pool = dependency({ scope: "app" }, () => 1);
const caller = dependency({ depends: { requestId } }, (own) => own.requestId);
declare const queue: JobQueue;
declare const tests: TestJobs;

// The input and the dependencies side by side, the context behind them.
const remind = job(
  "remind",
  { input: z.object({ at: isoDateTime() }), depends: { pool } },
  (own, context) => {
    expectTypeOf(own).branded.toEqualTypeOf<{ readonly input: { at: Date }; readonly pool: number }>();
    expectTypeOf(context.signal).toEqualTypeOf<AbortSignal>();
  },
);
expectTypeOf(remind).toEqualTypeOf<Job<{ at: Date }>>();
const sweep = job("sweep", {}, () => undefined);
expectTypeOf(sweep).toEqualTypeOf<Job<undefined>>();

queue.send(remind, { at: new Date() }, { key: "a", priority: 1 });
queue.send(sweep);
queue.send(sweep, undefined, { after: 10 });
queue.sendAfter(10, remind, { at: new Date() });
queue.sendMany(remind, [{ at: new Date() }], ({ at }) => ({ key: at.toISOString() }));
queue.schedule(sweep, { cron: "0 3 * * *" });
expectTypeOf(tests.sent(remind)).resolves.toEqualTypeOf<{ at: Date }[]>();

// @ts-expect-error the decoded side is sent: a Date
queue.send(remind, { at: "2026-01-01T00:00:00Z" });
// @ts-expect-error it has an input
queue.send(remind);
// @ts-expect-error it has none
queue.send(sweep, { at: new Date() });
// @ts-expect-error the delay stands in front
queue.sendAfter(10, sweep, undefined, { after: 10 });
// @ts-expect-error one of the batch does not fit
queue.sendMany(remind, [{ at: new Date() }, {}]);

// A job runs outside of a request.
// @ts-expect-error caller touches one
job("caller", { depends: { caller } }, () => undefined);
// @ts-expect-error "input" is taken
job("taken", { depends: { input: pool } }, () => undefined);
// @ts-expect-error the schedule's input has to fit
job("scheduled", { input: z.int(), schedule: { cron: "* * * * *", input: "text" } }, () => undefined);
job("scheduled", { input: z.int(), schedule: { cron: "* * * * *", input: 1 } }, () => undefined);
