/** The service under a real Prometheus: four workers and a worker of jobs are scraped, and every panel has something to show. */
import { spawn } from "node:child_process";
import { copyFile, mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import pg from "pg";
import { expect, onTestFinished, test } from "vitest";
import { total } from "../../packages/tenon/tests/metrics/series.ts";
import { freePort, Process } from "../../packages/tenon/tests/server/project.ts";
import { allQueries } from "../deploy/dashboards.ts";
import { deploy } from "../deploy/files.ts";
import { ownDatabase } from "./database.ts";
import { temporaryFolder } from "./temporary-folder.ts";
import { tenon } from "./tenon.ts";

const service = "packages/create-tenon/template/app/main.ts";
const requests = "http_server_request_duration_seconds_count";

test("four workers: the sums are the requests that were sent, before and after a restart; all panels show something", async () => {
  const database = await ownDatabase();
  const metrics = { api: await freePort(), worker: await freePort() };
  const env = {
    ENVIRONMENT: "development",
    DATABASE_URL: database.url,
    DATA_DIR: await temporaryFolder(),
    RATE_LIMIT: "on",
    REQUEST_TIMEOUT: "2",
    LOG_LEVEL: "warn",
  };
  const api = tenon(["serve", service, "--workers", "4", "--port", `${await freePort()}`], {
    ...env,
    LOG_LEVEL: "info",
    METRICS_PORT: `${metrics.api}`,
  });
  await api.says(/Listening on/);
  const url = /Listening on (http:\/\/[^\s",]+)/.exec(api.out)?.[1] as string;
  tenon(["worker", service], { ...env, METRICS_PORT: `${metrics.worker}` });
  const prometheus = await startPrometheus(metrics);

  let sent = 0;
  const ask = (method: string, path: string, init: RequestInit = {}): Promise<Response> => {
    sent += 1;
    return fetch(`${url}${path}`, { method, ...init });
  };
  const send = async (method: string, path: string, init: RequestInit = {}): Promise<number> => {
    const answer = await ask(method, path, init);
    await answer.arrayBuffer();
    return answer.status;
  };
  const json = (body: unknown): RequestInit => ({
    body: JSON.stringify(body),
    headers: { "content-type": "application/json" },
  });
  const counted = async (): Promise<number> =>
    total(await (await fetch(`http://127.0.0.1:${metrics.api}/metrics`)).text(), requests);

  // What a service sees in its life: people, mistakes, guesses, jobs that fail.
  const ada = { username: "ada", email: "ada@example.com", password: "a long enough pass phrase" };
  expect(await send("POST", "/api/v1/auth/signup", json(ada))).toBe(202);
  const credentials = (password: string): RequestInit => ({
    body: new URLSearchParams({ grant_type: "password", username: "ada", password }),
  });
  const signedIn = await ask("POST", "/api/v1/auth/token", credentials(ada.password));
  const { access_token } = (await signedIn.json()) as { readonly access_token: string };
  const me = (): Promise<number> =>
    send("GET", "/api/v1/users/me", { headers: { authorization: `Bearer ${access_token}` } });
  expect(await me()).toBe(200);
  const guess = (): Promise<number> => send("POST", "/api/v1/auth/token", credentials("not the right one"));
  const guesses = await Promise.all(Array.from({ length: 30 }, guess));
  expect(guesses).toContain(429);
  await database.query(`insert into pgboss.job (name, data, dead_letter)
    select name, '{"input":{}}', dead_letter from pgboss.queue where name = 'send-mail'`);
  expect(await counted()).toBe(sent);

  // Ten thousand paths that do not exist are one series.
  const series = async (): Promise<number | undefined> =>
    (await prometheus.query('count({__name__=~"http_.*|tenon_request.*", job="service-api"})'))[0];
  await send("GET", "/not/there");
  await expect.poll(() => prometheus.query(`sum(${requests}{job="service-api"})`), patiently).toEqual([sent]);
  const before = await series();
  for (let round = 0; round < 100; round++)
    await Promise.all(Array.from({ length: 100 }, () => send("GET", `/not/${Math.random()}/there`)));
  await expect.poll(() => prometheus.query(`sum(${requests}{job="service-api"})`), patiently).toEqual([sent]);
  expect(await series()).toBe(before);

  // A restart of all workers takes nothing back.
  api.signal("SIGHUP");
  await api.says(/Reloaded/);
  expect(await counted()).toBe(sent);
  for (let i = 0; i < 50; i++) await send("GET", "/health/live");
  await expect.poll(() => prometheus.query(`sum(${requests}{job="service-api"})`), patiently).toEqual([sent]);
  const back = await prometheus.query(`sum(resets(${requests}{job="service-api"}[5m]))`);
  expect(back).toEqual([0]);

  // A query that does not end: given up in time, and cancelled in the database.
  const locker = new pg.Client({ connectionString: database.url });
  await locker.connect();
  onTestFinished(() => locker.end());
  await locker.query("begin; lock table users");
  expect(await me()).toBe(503);
  const waiting = "select count(*)::int as n from pg_stat_activity where wait_event_type = 'Lock'";
  await expect.poll(async () => (await database.query(waiting))[0]?.n, patiently).toBe(0);
  await locker.query("rollback");
  expect(await me()).toBe(200);

  // Every panel. The budget's window ends with an hour that this test does not have.
  const empty: string[] = [];
  for (const { dashboard, panel, expr } of allQueries()) {
    const shortened = expr.replace(/\[30d:1h\]/g, "[1m:1s]");
    const found = async (): Promise<boolean> => (await prometheus.query(shortened)).length > 0;
    try {
      await expect.poll(found, { timeout: 20_000, interval: 500 }).toBe(true);
    } catch {
      empty.push(`${dashboard}: ${panel}: ${expr}`);
    }
  }
  expect(empty).toEqual([]);
}, 300_000);

const patiently = { timeout: 30_000, interval: 250 } as const;

/** Debian's Prometheus with the shipped rules, scraping each second; it ends with the test. */
async function startPrometheus(ports: { readonly api: number; readonly worker: number }) {
  const folder = await temporaryFolder();
  await mkdir(join(folder, "rules"));
  for (const file of await readdir(join(deploy, "prometheus/rules")))
    await copyFile(join(deploy, "prometheus/rules", file), join(folder, "rules", file));
  const scrape = (job: string, port: number): string =>
    `  - job_name: ${job}\n    static_configs: [{ targets: ["127.0.0.1:${port}"] }]\n`;
  await writeFile(
    join(folder, "prometheus.yml"),
    "global: { scrape_interval: 1s, evaluation_interval: 1s }\nrule_files: [rules/*.yml]\nscrape_configs:\n" +
      scrape("service-api", ports.api) +
      scrape("service-worker", ports.worker),
  );
  const port = await freePort();
  const running = new Process(
    spawn("prometheus", [
      `--config.file=${join(folder, "prometheus.yml")}`,
      `--storage.tsdb.path=${join(folder, "data")}`,
      `--web.listen-address=127.0.0.1:${port}`,
    ]),
  );
  onTestFinished(() => running.kill());
  const query = async (expr: string): Promise<number[]> => {
    const asked = `http://127.0.0.1:${port}/api/v1/query?query=${encodeURIComponent(expr)}`;
    const answer = (await (await fetch(asked)).json()) as {
      readonly status: string;
      readonly error?: string;
      readonly data: { readonly result: readonly { readonly value: readonly [number, string] }[] };
    };
    if (answer.status !== "success") throw new Error(`${expr}: ${answer.error}`);
    return answer.data.result.map(({ value }) => Number(value[1]));
  };
  await expect.poll(() => query("sum(up)").catch(() => []), patiently).toEqual([2]);
  return { query };
}
