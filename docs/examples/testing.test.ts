import { override, testClient } from "tenon/testing";
import { expect, test } from "vitest";
import { Database } from "./database.ts";
import app, { database } from "./dependencies.ts";

// #region client
test("an author who was added is listed", async () => {
  await using client = await testClient(app);
  const added = await client.api.add({ body: { name: "Austen" } });
  expect(added.status).toBe(201);
  const listed = await client.api.list();
  if (listed.ok) expect(listed.data).toEqual(["Austen"]);
  expect(listed.ok).toBe(true);
});
// #endregion client

// #region http
test("a bad body is refused, as a caller sees it", async () => {
  await using client = await testClient(app);
  const response = await client.post("/authors", { json: { name: 1 } });
  expect(response.status).toBe(422);
  expect(response.json()).toMatchObject({ detail: [{ loc: ["body", "name"], type: "string_type" }] });
});
// #endregion http

// #region override
test("what an operation needs is replaced, for this client only", async () => {
  const filled = new Database();
  const transaction = filled.begin();
  transaction.insert("Eliot");
  transaction.commit();
  await using client = await testClient(app, { overrides: [override(database, () => filled)] });
  expect((await client.get("/authors")).json()).toEqual(["Eliot"]);
});
// #endregion override
