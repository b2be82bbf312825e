/** The jobs of an app under test: run when the test says so, and looked at. */
import type { RunningApp } from "../app/running-app.ts";
import type { Job } from "../jobs/job.ts";
import type { AttachedJobs, Drained } from "../jobs/job-system.ts";

/** What a test can do with the jobs. */
export interface TestJobs {
  /**
   * Runs what is queued to the end, one after the other, and what these jobs send. An attempt that fails does not stop it: look
   * at `failed`.
   * @param options `delayed`: also what is to run later, and what waits for its next attempt
   * @example
   * await client.post("/signup", { json: account });
   * expect((await client.jobs.drain()).completed).toEqual(["welcome-mail"]);
   */
  readonly drain: (options?: { readonly delayed?: boolean }) => Promise<Drained>;
  /**
   * The inputs a job was sent with, as it would receive them, oldest first; run or not.
   * @example
   * expect(await client.jobs.sent(welcomeMail)).toEqual([{ userId }]);
   */
  readonly sent: <Input>(job: Job<Input>) => Promise<Input[]>;
}

/** The jobs of a running app. */
export function testJobs(running: RunningApp): TestJobs {
  const attached = (): AttachedJobs => {
    if (running.jobs === undefined)
      throw new Error("This app has no jobs: give it some with createApp({ jobs }).");
    return running.jobs;
  };
  return {
    drain: async (options) => attached().drain(options),
    sent: async <Input>(job: Job<Input>) => (await attached().sent(job)) as Input[],
  };
}
