import { testClient } from "tenon/testing";
import { expect, test } from "vitest";
import app, { type api } from "../app/main.ts";

test("somebody is greeted by name", async () => {
  await using client = await testClient<typeof api>(app);
  const greeting = await client.api.v1.greetings.one({ params: { name: "Ada" } });
  expect(greeting).toMatchObject({ status: 200, data: { message: "Hello, Ada!" } });
});

test("a name that is too long is refused", async () => {
  await using client = await testClient<typeof api>(app);
  expect((await client.get(`/api/v1/greetings/${"a".repeat(51)}`)).status).toBe(422);
});
