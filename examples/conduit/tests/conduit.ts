/** Conduit for a test, through either door, on a database of its own: in memory, or on the server of TEST_DATABASE_URL. */
import { randomBytes } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import pg from "pg";
import { dependency, override, silentLogger } from "tenon";
import { nodeListener } from "tenon/server";
import { testClient } from "tenon/testing";
import { afterAll, beforeAll } from "vitest";
import { database, type OpenDatabase, openEmbedded, openServer } from "../app/db/database.ts";
import app from "../app/main.ts";

/** Sends a request and gives its answer. */
export type Send = (method: string, path: string, given?: Given) => Promise<Answer>;

/** What is sent. */
export interface Given {
  readonly token?: string | undefined;
  /** The word before the token. Default: `Token`. */
  readonly scheme?: string;
  readonly json?: unknown;
}

/** What came back. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** Undefined where there is no body. */
  readonly body: unknown;
}

/** Starts Conduit before the tests of a file and stops it after them. */
export function useConduit(door: "fetch" | "node"): Send {
  let send: (request: Request) => Promise<Response>;
  const closing: (() => Promise<unknown>)[] = [];
  beforeAll(async () => {
    const { db, close } = await openTestDatabase();
    closing.unshift(close);
    const overrides = [
      override(
        database,
        dependency({ scope: "app" }, () => db),
      ),
    ];
    if (door === "fetch") {
      const client = await testClient(app, { overrides });
      closing.unshift(client.close);
      send = client.fetch;
      return;
    }
    const running = await app.start({ logger: silentLogger, overrides });
    closing.unshift(() => running.stop());
    const server = createServer(nodeListener(running)).listen(0, "127.0.0.1");
    await new Promise((resolve) => server.once("listening", resolve));
    closing.unshift(async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    });
    const { port } = server.address() as AddressInfo;
    send = (request) =>
      fetch(new Request(request.url.replace("http://conduit", `http://127.0.0.1:${port}`), request));
  });
  afterAll(async () => {
    for (const close of closing) await close();
  });
  return async (method, path, { token, scheme = "Token", json } = {}) => {
    const headers = new Headers();
    if (token !== undefined) headers.set("authorization", `${scheme} ${token}`);
    if (json !== undefined) headers.set("content-type", "application/json");
    const body = json === undefined ? null : JSON.stringify(json);
    const response = await send(new Request(`http://conduit${path}`, { method, headers, body }));
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      body: text === "" ? undefined : JSON.parse(text),
    };
  };
}

async function openTestDatabase(): Promise<OpenDatabase> {
  const server = process.env.TEST_DATABASE_URL;
  if (server === undefined) return openEmbedded();
  const name = `conduit_${randomBytes(8).toString("hex")}`;
  const url = new URL(server);
  url.pathname = `/${name}`;
  await asOperator(server, `create database ${name}`);
  const { db, close } = await openServer(url.href);
  return { db, close: () => close().then(() => asOperator(server, `drop database ${name} with (force)`)) };
}

async function asOperator(connectionString: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  await client.query(statement).finally(() => client.end());
}
