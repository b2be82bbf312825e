/** The server that the tests of this project run on, and the one that they start where there is none. */
import { existsSync } from "node:fs";
import pg from "pg";
import { describe, expect, test } from "vitest";
import { floor, postgresServer, serverBinaries, startServer } from "../../scripts/postgres-server.ts";

async function ask(url: string, query: string): Promise<unknown> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query({ text: query, rowMode: "array" });
    return rows[0]?.[0];
  } finally {
    await client.end();
  }
}

test("this project runs on a real server: start it by npm run test:postgres", async () => {
  const url = process.env.TEST_DATABASE_URL ?? "";
  expect(url).toMatch(/^postgres/);
  expect(Number(await ask(url, "show server_version_num"))).toBeGreaterThanOrEqual(floor * 10_000);
});

test("a server that is named and cannot be reached is an error, not a reason to take another", async () => {
  await expect(postgresServer("postgres://postgres@127.0.0.1:1/postgres")).rejects.toThrow("ECONNREFUSED");
});

test("this project runs with a real Redis, which the tests of rate limits need", () => {
  expect(process.env.TEST_REDIS_URL).toMatch(/^rediss?:/);
});

const binaries = await serverBinaries();

describe.skipIf(binaries === undefined)("a server of our own", () => {
  test("answers, and leaves nothing behind when it is stopped", async () => {
    const server = await startServer(binaries ?? "");
    const folder = await ask(server.url, "show data_directory");
    expect(await ask(server.url, "select 1 + 1")).toBe(2);
    expect(existsSync(String(folder))).toBe(true);
    await server.stop();
    expect(existsSync(String(folder))).toBe(false);
    await expect(ask(server.url, "select 1")).rejects.toThrow("ECONNREFUSED");
  });
});
