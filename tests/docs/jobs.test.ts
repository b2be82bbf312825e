/** The app of docs/jobs.md does what the page says. */
import { testClient } from "tenon/testing";
import { expect, test } from "vitest";
import app, { welcome } from "../../docs/examples/jobs.ts";

test("a job commits with the request and runs in a drain, as the guide says", async () => {
  await using client = await testClient(app);
  await client.post("/accounts", { json: { name: "ada" } });
  expect(await client.jobs.sent(welcome)).toEqual([{ name: "ada" }]);
  expect(await client.jobs.drain()).toEqual({ completed: ["welcome"], failed: [] });
});
