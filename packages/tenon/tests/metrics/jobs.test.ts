import { expect, test } from "vitest";
import { post, silentLogger } from "../../src/index.ts";
import { job } from "../../src/jobs/index.ts";
import { metrics } from "../../src/metrics/index.ts";
import { testClient } from "../../src/testing/index.ts";
import { appWith, jobQueue, sql, useDatabase } from "../jobs/job-app.ts";
import { samplesOf, total } from "./series.ts";

useDatabase();

test("Jobs are counted as they are sent and end, and their queues as they stand, with the age of the oldest", async () => {
  const meters = metrics({ port: false });
  const good = job("good", {}, () => undefined);
  const bad = job("bad", { retry: { limit: 0 } }, () => {
    throw new Error("never");
  });
  const send = post("/", { depends: { jobQueue } }, async (own) => {
    await own.jobQueue.sendMany(good, [undefined, undefined]);
    await own.jobQueue.sendAfter(3600, good);
    await own.jobQueue.send(bad);
  });
  const app = appWith(
    { good, bad },
    { send },
    { app: { metrics: meters, logger: silentLogger }, inProcess: false },
  );
  await using client = await testClient(app);
  await client.api.send();
  await sql(
    "update pgboss.job set start_after = now() - interval '90 seconds', created_on = now() - interval '90 seconds' where name = 'bad'",
  );
  const waiting = await meters.text();
  expect(total(waiting, "tenon_jobs_sent_total", { job_name: "good" })).toBe(3);
  expect(total(waiting, "tenon_job_queue_depth", { job_name: "good", state: "ready" })).toBe(2);
  expect(total(waiting, "tenon_job_queue_depth", { job_name: "good", state: "delayed" })).toBe(1);
  const age = total(waiting, "tenon_job_queue_oldest_age_seconds", { job_name: "bad" });
  expect(age).toBeGreaterThanOrEqual(90);
  expect(age).toBeLessThan(600);

  await client.jobs.drain();
  // A reading of the queues is kept for a moment.
  await expect
    .poll(
      async () => total(await meters.text(), "tenon_job_queue_depth", { job_name: "bad", state: "dead" }),
      {
        timeout: 15_000,
      },
    )
    .toBe(1);
  const ended = await meters.text();
  expect(total(ended, "tenon_job_attempts_total", { job_name: "good", outcome: "completed" })).toBe(2);
  expect(total(ended, "tenon_job_attempts_total", { job_name: "bad", outcome: "dead" })).toBe(1);
  expect(total(ended, "tenon_job_duration_seconds_count")).toBe(3);
  expect(total(ended, "tenon_job_queue_oldest_age_seconds")).toBe(0);
  expect(samplesOf(ended).some(({ labels }) => "job" in labels)).toBe(false);
});
