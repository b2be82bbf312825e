import { clientAddress, dependency, override } from "tenon";
import { memoryStore, postgresStore, type RateLimitStore } from "tenon/rate-limit";
import { testClient } from "tenon/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { passwordHasher } from "../../app/core/passwords.ts";
import { rateLimitStore } from "../../app/core/rate-limits.ts";
import { database } from "../../app/db/base.ts";
import type { Database } from "../../app/db/database.ts";
import app from "../../app/main.ts";
import { quickPasswords } from "../quick-passwords.ts";
import { openTestDatabase } from "../test-database.ts";

let db: Database;
beforeAll(async () => {
  db = await openTestDatabase();
});
afterAll(() => db.close());

/** One process of the service; several share a database. */
const start = (store: RateLimitStore) =>
  testClient(app, {
    overrides: [
      override(
        database,
        dependency({ scope: "app" }, async function* () {
          yield db;
        }),
      ),
      override(clientAddress, () => "203.0.113.7"),
      override(passwordHasher, () => quickPasswords),
      override(
        rateLimitStore,
        dependency({ scope: "app" }, () => store),
      ),
    ],
  });

type Client = Awaited<ReturnType<typeof start>>;

const guess = (client: Client, password: string) =>
  client.post("/api/v1/auth/token", { form: { grant_type: "password", username: "ada", password } });

test("guesses that come at once, to two processes, are counted together; success is not", async () => {
  await using one = await start(postgresStore(db));
  await using other = await start(postgresStore(db));
  const password = "correct horse battery staple";
  const account = { username: "ada", email: "ada@example.com", password };
  expect((await one.post("/api/v1/auth/signup", { json: account })).status).toBe(202);
  for (let i = 0; i < 3; i++) expect((await guess(one, password)).status).toBe(200);

  const guesses = await Promise.all(
    Array.from({ length: 30 }, (_, i) => guess(i % 2 === 0 ? one : other, `wrong password number ${i}`)),
  );
  expect(guesses.filter(({ status }) => status === 400)).toHaveLength(20);
  const refused = guesses.filter(({ status }) => status === 429);
  expect(refused).toHaveLength(10);
  for (const { headers } of refused) {
    expect(headers.get("ratelimit-policy")).toBe('"attempts";q=20;w=900');
    expect(Number(headers.get("retry-after"))).toBeGreaterThan(0);
  }
  // The right password does not help any more.
  expect((await guess(other, password)).status).toBe(429);
});

test("a signed-in caller is told where the account and the address stand", async () => {
  await using client = await start(memoryStore());
  const password = "correct horse battery staple";
  const account = { username: "grace", email: "grace@example.com", password };
  await client.post("/api/v1/auth/signup", { json: account });
  const form = { grant_type: "password", username: "grace", password };
  const { access_token: token } = (await client.post("/api/v1/auth/token", { form })).json<{
    access_token: string;
  }>();
  const answer = await client.get("/api/v1/users/me", { token });
  expect(answer.headers.get("ratelimit-policy")).toBe('"account";q=600;w=60, "address";q=300;w=60');
  expect(answer.headers.get("ratelimit")).toMatch(/^"account";r=599;t=\d+, "address";r=297;t=\d+$/);
  const document = (await client.get("/openapi.json")).json<{
    paths: Record<string, Record<string, { responses: object }>>;
  }>();
  expect(Object.keys(document.paths["/api/v1/users"]?.get?.responses ?? {})).toContain("429");
  expect(Object.keys(document.paths["/api/v1/auth/token"]?.post?.responses ?? {})).toContain("429");
});
