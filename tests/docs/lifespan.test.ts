/** The chapter about the lifespan says in which order things happen; they do. */
import { testClient } from "tenon/testing";
import { expect, test } from "vitest";
import app, { events } from "../../docs/examples/lifespan.ts";

test("what opens first closes last, with the lifespan inside", async () => {
  events.length = 0;
  const client = await testClient(app);
  expect(events).toEqual(["pool opened", "rates loaded", "ready with 1 rate"]);
  await client.close();
  expect(events.slice(3)).toEqual(["stopping", "rates dropped", "pool closed"]);
});
