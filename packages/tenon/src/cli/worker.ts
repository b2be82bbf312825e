/** `tenon worker <module>`: runs the jobs of an app, in a process that serves nothing. */
import type { RunningApp } from "../app/running-app.ts";
import type { WorkerRequest } from "../jobs/job-system.ts";
import { exposeMetrics } from "../server/expose-metrics.ts";
import { runService } from "../server/service.ts";
import { type Command, CommandError, type Given, textOf, UsageError } from "./command.ts";
import { loadApp } from "./load-app.ts";

export const worker: Command = {
  name: "worker",
  summary: "run the jobs of an app",
  positionals: ["<module>"],
  options: {
    queues: { type: "string", value: "<names>", help: "only jobs of these names, separated by commas" },
    concurrency: {
      type: "string",
      value: "<number>",
      help: "how many of each job run at once, where the job does not say (default: the app's, 5)",
    },
  },
  details: [
    "Any number of workers may run, on any number of machines. NODE_ENV is production unless it says something else.",
    "",
    "SIGTERM and SIGINT stop it: no job begins, what runs is finished, and what takes longer than the app's stopDeadline is handed",
    "back; then the process ends with 0. A second SIGINT ends it at once.",
  ].join("\n"),
  async run(given) {
    const work = requestOf(given);
    // Before the import: libraries read it when they are loaded.
    process.env.NODE_ENV ||= "production";
    const module = given.positionals[0] as string;
    const { app } = await loadApp(module);
    if (app.options.jobs === undefined)
      throw new CommandError(`The app of ${module} has no jobs: give it some with createApp({ jobs }).`);
    const begin = async (): Promise<{ readonly app: RunningApp; readonly close: () => Promise<void> }> => {
      const running = await app.start({ work });
      try {
        const exposed = await exposeMetrics(running);
        const close = async (): Promise<void> => {
          try {
            await running.stop();
          } finally {
            await exposed?.close();
          }
        };
        return { app: running, close };
      } catch (error) {
        await running.stop();
        throw error;
      }
    };
    return runService(begin, {
      ready: ({ app: { logger } }) => logger.info({ ...work }, "Working"),
      stopping: ({ app: { logger } }) => logger.info({}, "Stopping: what runs is finished"),
      stopped: ({ app: { logger } }) => logger.info({}, "Stopped"),
    });
  },
};

function requestOf(given: Given): WorkerRequest {
  const queues = textOf(given, "queues")
    ?.split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "");
  const concurrency = textOf(given, "concurrency");
  if (queues?.length === 0) throw new UsageError("--queues needs the names of jobs, separated by commas.");
  if (concurrency !== undefined && !/^[1-9]\d{0,3}$/.test(concurrency))
    throw new UsageError(`--concurrency must be a whole number, 1 to 9999; it is "${concurrency}".`);
  return {
    ...(queues === undefined ? {} : { queues }),
    ...(concurrency === undefined ? {} : { concurrency: Number(concurrency) }),
  };
}
