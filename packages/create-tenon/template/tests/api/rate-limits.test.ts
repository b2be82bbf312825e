import { randomUUID } from "node:crypto";
import { clientAddress, dependency, override } from "tenon";
import { memoryStore, postgresStore, type RateLimitStore } from "tenon/rate-limit";
import { testClient } from "tenon/testing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { passwordHasher } from "../../app/core/passwords.ts";
import { rateLimitStore } from "../../app/core/rate-limits.ts";
import { Secret } from "../../app/core/secret.ts";
import { currentSettings, settings } from "../../app/core/settings.ts";
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

/** One process of the service; several share a database. @param address where all its calls come from */
const start = (store: RateLimitStore, address = "203.0.113.7") =>
  testClient(app, {
    overrides: [
      override(
        database,
        dependency({ scope: "app" }, async function* () {
          yield db;
        }),
      ),
      override(clientAddress, () => address),
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

test("a name that passwords are tried on is closed for a while, whoever asks, whether or not anybody has it", async () => {
  const store = memoryStore();
  const password = "correct horse battery staple";
  const origins = await Promise.all(
    ["198.51.100.1", "198.51.100.2", "198.51.100.3"].map((it) => start(store, it)),
  );
  const [one, , fresh] = origins as [Client, Client, Client];
  const json = { username: "margaret", email: "margaret@example.com", password };
  expect((await one.post("/api/v1/auth/signup", { json })).status).toBe(202);
  const ask = (client: Client, username: string, secret: string) =>
    client.post("/api/v1/auth/token", { form: { grant_type: "password", username, password: secret } });
  try {
    const answers: Record<string, unknown[]> = {};
    for (const name of ["margaret", "nobody-at-all", "nobody@example.com"]) {
      // What succeeds is not counted.
      if (name === "margaret") expect((await ask(fresh, name, password)).status).toBe(200);
      answers[name] = [];
      // Fifteen an address: less than an address may fail. Case makes no other name.
      for (const [client, spelling] of [
        [await start(store, `${name}-a`), name],
        [await start(store, `${name}-b`), name.toUpperCase()],
      ] as const) {
        await using _ = client;
        for (let i = 0; i < 15; i++) {
          const { status, text } = await ask(client, spelling, "a wrong password");
          expect([status, text]).toEqual([400, expect.stringContaining("invalid_grant")]);
        }
      }
      const refused = await ask(fresh, name, password);
      expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
      answers[name].push(refused.status, refused.text, refused.headers.get("ratelimit-policy"));
    }
    // The same for the one that exists and for those that do not.
    expect(new Set(Object.values(answers).map((it) => JSON.stringify(it))).size).toBe(1);
    expect(answers.margaret).toEqual([429, expect.stringContaining("rate_limited"), '"sign-in";q=30;w=900']);
    // Refreshing names nobody, and is not in the way of it.
    const form = { grant_type: "refresh_token", refresh_token: "x", username: "margaret" };
    expect((await fresh.post("/api/v1/auth/token", { form })).status).toBe(400);
  } finally {
    for (const client of origins) await client.close();
  }
});

test("nobody's mailbox is flooded: mails that anybody can have sent to an e-mail are counted, known or not", async () => {
  await using client = await start(memoryStore());
  const forgot = (email: string) => client.post("/api/v1/auth/forgot-password", { json: { email } });
  const signUp = (email: string, i: number) =>
    client.post("/api/v1/auth/signup", {
      json: { username: `flood-${i}`, email, password: "correct horse battery staple" },
    });
  for (let i = 0; i < 5; i++) {
    expect((await forgot("flooded@example.com")).status).toBe(202);
    expect((await signUp("Flooded@Example.com", i)).status).toBe(202);
  }
  const page = { form: { email: "flooded@example.com" } };
  for (const refused of [
    await forgot("FLOODED@example.com"),
    await signUp("flooded@example.com", 6),
    await client.post("/account/forgot-password", page),
  ]) {
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
  }
  expect((await forgot("another@example.com")).status).toBe(202);
});

test("the password that confirms a change cannot be guessed with a stolen token", async () => {
  await using client = await start(memoryStore());
  const password = "correct horse battery staple";
  const json = { username: "hopper", email: "hopper@example.com", password };
  await client.post("/api/v1/auth/signup", { json });
  const form = { grant_type: "password", username: "hopper", password };
  const signedIn = await client.post("/api/v1/auth/token", { form });
  const { access_token: token } = signedIn.json<{ access_token: string }>();
  const to = (path: string, more: object = {}) => ({
    put: (currentPassword: string) =>
      client.put(`/api/v1/users/me/${path}`, { token, json: { currentPassword, ...more } }),
    post: (currentPassword: string) =>
      client.post(`/api/v1/users/me/${path}`, { token, json: { currentPassword } }),
  });
  const ways = [
    to("password", { password: "a new one of some length" }).put,
    to("email", { email: "grace@example.com" }).put,
    to("deactivate").post,
    to("delete").post,
  ];
  for (let i = 0; i < 10; i++) expect((await ways[i % 4]?.(`guess number ${i}`))?.status).toBe(403);
  for (const way of ways) {
    const refused = await way(password);
    expect([refused.status, refused.headers.get("ratelimit-policy")]).toEqual([429, '"password";q=10;w=900']);
  }
  // What needs no password goes on.
  expect((await client.get("/api/v1/users/me", { token })).status).toBe(200);
});

const testRedis = process.env.TEST_REDIS_URL;

describe.skipIf(testRedis === undefined)("limits in Redis (TEST_REDIS_URL)", () => {
  /** The service as REDIS_URL makes it. Addresses are new each time: what the server holds already is not ours. */
  const startOn = (redisUrl: string, address: string) =>
    testClient(app, {
      overrides: [
        override(
          database,
          dependency({ scope: "app" }, async function* () {
            yield db;
          }),
        ),
        override(settings, () => ({ ...currentSettings(), rateLimit: true, redisUrl: new Secret(redisUrl) })),
        override(clientAddress, () => address),
        override(passwordHasher, () => quickPasswords),
      ],
    });

  test("two processes count together, exactly, however they are asked at once", async () => {
    const address = randomUUID();
    await using one = await startOn(testRedis ?? "", address);
    await using other = await startOn(testRedis ?? "", address);
    const guesses = await Promise.all(
      Array.from({ length: 30 }, (_, i) =>
        (i % 2 === 0 ? one : other).post("/api/v1/auth/token", {
          form: { grant_type: "password", username: randomUUID(), password: "wrong" },
        }),
      ),
    );
    const statuses = guesses.map(({ status }) => status).sort();
    expect(statuses).toEqual([...Array(20).fill(400), ...Array(10).fill(429)]);
    // Another address is somebody else, and the table of the database was not asked.
    await using elsewhere = await startOn(testRedis ?? "", randomUUID());
    expect((await guess(elsewhere, "wrong")).status).toBe(400);
  });

  test("while it is down every process counts by itself, and the service is up", async () => {
    await using client = await startOn("redis://127.0.0.1:1", randomUUID());
    const username = randomUUID();
    const statuses = [];
    for (let i = 0; i < 21; i++) {
      const form = { grant_type: "password", username, password: "wrong" };
      statuses.push((await client.post("/api/v1/auth/token", { form })).status);
    }
    expect(statuses).toEqual([...Array(20).fill(400), 429]);
  });
});

test("guesses on the pages of administration count with the others, and the 429 is a page", async () => {
  await using client = await start(memoryStore());
  const headers = { "sec-fetch-site": "same-origin" };
  const signIn = () =>
    client.post("/admin/sign-in", { headers, form: { username: "nobody", password: "wrong" } });
  for (let i = 0; i < 10; i++) expect((await guess(client, `wrong ${i}`)).status).toBe(400);
  for (let i = 0; i < 10; i++) expect((await signIn()).status).toBe(400);
  const refused = await signIn();
  expect([refused.status, refused.headers.get("content-type")]).toEqual([429, "text/html; charset=utf-8"]);
  expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
});
