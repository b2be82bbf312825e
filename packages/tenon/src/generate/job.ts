/** `tenon generate job`: a job, its place among the jobs, and its test. */
import type { Changes } from "./changes.ts";
import { addImport, appendEntry } from "./insert.ts";
import type { Names } from "./names.ts";

/** Plans the files of a job. */
export function planJob(changes: Changes, { kebab, camel, words }: Names): void {
  changes.create(
    `app/jobs/${kebab}.ts`,
    `/** The job "${words}": say here what it does, and for whom. */
import { logger } from "tenon";
import { job } from "tenon/jobs";
import { z } from "zod";
import { once } from "../services/once.ts";

export const ${camel} = job(
  "${kebab}",
  { input: z.object({ id: z.uuid() }), depends: { once, logger }, retry: { limit: 5 }, timeout: 60 },
  async ({ input: { id }, once, logger }) => {
    // A job runs at least once; what stands behind this line happens once.
    if (!(await once(\`${kebab} \${id}\`))) return;
    logger.info({ id }, "${kebab}");
  },
);
`,
  );
  changes.create(
    `tests/jobs/${kebab}.test.ts`,
    `import { createApp, dependency, override, post } from "tenon";
import { testClient } from "tenon/testing";
import { expect, test } from "vitest";
import { database } from "../../app/db/base.ts";
import { serviceJobs } from "../../app/jobs/index.ts";
import { jobQueue } from "../../app/jobs/queue.ts";
import { ${camel} } from "../../app/jobs/${kebab}.ts";
import { openTestDatabase } from "../test-database.ts";

const input = { id: crypto.randomUUID() };
const app = createApp({
  title: "Jobs",
  version: "1.0.0",
  jobs: serviceJobs,
  routes: {
    send: post("/send", { depends: { jobs: jobQueue } }, async ({ jobs }) => {
      await jobs.send(${camel}, input);
    }),
  },
});
const testDatabase = dependency({ scope: "app" }, async function* () {
  const opened = await openTestDatabase();
  yield opened;
  await opened.close();
});

test("the job is sent with the request's transaction, and done", async () => {
  await using client = await testClient(app, { overrides: [override(database, testDatabase)] });
  await client.post("/send");
  expect(await client.jobs.sent(${camel})).toEqual([input]);
  expect(await client.jobs.drain()).toEqual({ completed: ["${kebab}"], failed: [] });
});
`,
  );
  changes.edit("app/jobs/index.ts", camel, (text) => {
    const added = appendEntry(text, /\bjobs: \{/, camel);
    return added && addImport(added, `import { ${camel} } from "./${kebab}.ts";`);
  });
}
