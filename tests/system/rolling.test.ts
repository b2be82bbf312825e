/** Deploys and deaths under load: nobody notices the former, and the latter cost what was under way. */
import { expect, onTestFinished, test } from "vitest";
import { freePort, type Process } from "../../packages/tenon/tests/server/project.ts";
import { eventually } from "../../packages/tenon/tests/server/serving.ts";
import { type OwnDatabase, ownDatabase } from "./database.ts";
import { startLoad } from "./load.ts";
import { startNginx } from "./nginx.ts";
import { temporaryFolder } from "./temporary-folder.ts";
import { tenon } from "./tenon.ts";

async function rowsDatabase(): Promise<OwnDatabase> {
  const database = await ownDatabase();
  await database.query("create table rows (id text primary key)");
  return database;
}

async function storedIn(database: OwnDatabase): Promise<Set<unknown>> {
  return new Set((await database.query("select id from rows")).map(({ id }) => id));
}

/** Starts the service and waits until all of its workers are ready. */
async function serving(port: number, workers: number, env: Record<string, string>): Promise<Process> {
  const args = ["serve", "tests/system/rows-service/main.ts", "--host=127.0.0.1"];
  const service = tenon([...args, `--port=${port}`, `--workers=${workers}`], env);
  await service.says(/"Listening on /);
  return service;
}

/** Asks for a reload, and waits until it is done. */
async function reload(service: Process): Promise<void> {
  const before = service.out.split('"Reloaded"').length;
  service.signal("SIGHUP");
  await eventually(() => service.out.split('"Reloaded"').length > before);
}

test("20 rolling reloads and 5 restarts behind nginx under load: no request fails, every acknowledged row is there", {
  timeout: 300_000,
}, async () => {
  const database = await rowsDatabase();
  const ports = [await freePort(), await freePort()];
  const start = (nth: number): Promise<Process> =>
    serving(ports[nth] ?? 0, 2, { DATABASE_URL: database.url, INSTANCE: String(nth) });
  const services = [await start(0), await start(1)];
  const nginx = await startNginx(ports.map((port) => `127.0.0.1:${port}`));
  onTestFinished(() => nginx.stop());

  const proxied = startLoad(nginx.url, { clients: 6 });
  const direct = startLoad(`http://127.0.0.1:${ports[0]}`, { clients: 3 });
  await eventually(() => proxied.seen.instances.size === 2 && direct.acknowledged.size > 50);
  const first = new Set(direct.seen.processes);
  for (let nth = 0; nth < 10; nth += 1) await Promise.all(services.map(reload));
  direct.seen.processes.clear();
  await eventually(() => direct.seen.processes.size === 2);
  expect([...direct.seen.processes].filter((pid) => first.has(pid))).toEqual([]);
  await direct.stop();
  expect(direct.failures).toEqual([]);

  for (let nth = 0; nth < 5; nth += 1) {
    const at = nth % 2;
    services[at]?.signal("SIGTERM");
    expect(await services[at]?.ended).toBe(0);
    services[at] = await start(at);
    // As a deploy does: on with the next one when this one is served again.
    proxied.seen.instances.clear();
    await eventually(() => proxied.seen.instances.has(String(at)));
  }
  await proxied.stop();
  expect(proxied.failures).toEqual([]);
  const acknowledged = proxied.acknowledged.union(direct.acknowledged);
  expect(acknowledged.size).toBeGreaterThan(500);
  expect(acknowledged.difference(await storedIn(database))).toEqual(new Set());
  expect(nginx.complaints()).not.toMatch(/prematurely closed|\[(alert|crit|emerg)\]/);
});

test("kill -9 of one worker of four: only what it had under way fails, and it is back; an error that nobody caught costs nothing", async () => {
  const database = await rowsDatabase();
  const port = await freePort();
  const service = await serving(port, 4, { DATABASE_URL: database.url });
  const load = startLoad(`http://127.0.0.1:${port}`, { clients: 12 });
  await eventually(() => load.seen.processes.size === 4);
  const [victim = ""] = load.seen.processes;
  process.kill(Number(victim), "SIGKILL");
  await service.says("killed by SIGKILL");
  await eventually(() => service.out.split('"A worker is ready"').length > 5);
  await load.stop();
  // Connections that were there stay where they are: new ones come to the new worker, too.
  const known = new Set(load.seen.processes);
  await eventually(async () => {
    const { headers } = await fetch(`http://127.0.0.1:${port}/health/live`, {
      headers: { connection: "close" },
    });
    return !known.has(headers.get("x-process") ?? victim);
  });
  expect(load.failures.filter(({ process: pid }) => pid !== undefined && pid !== victim)).toEqual([]);
  // Each of its clients had one request under way, or none; who connected in that moment had not been told whose it is.
  expect(load.failures.length).toBeLessThanOrEqual(12);
  expect(load.failures.filter(({ status }) => status !== undefined)).toEqual([]);
  expect(load.acknowledged.difference(await storedIn(database))).toEqual(new Set());

  const calm = startLoad(`http://127.0.0.1:${port}`, { clients: 4 });
  await eventually(() => calm.acknowledged.size > 20);
  expect((await fetch(`http://127.0.0.1:${port}/crash`, { method: "POST" })).status).toBe(200);
  await service.says("A worker has left: it is stopping by itself");
  await eventually(() => service.out.split('"A worker is ready"').length > 6);
  await calm.stop();
  expect(service.out).toContain("Nobody caught this: stopping");
  expect(calm.failures).toEqual([]);
  service.signal("SIGTERM");
  expect(await service.ended).toBe(0);
});

test("workers on the embedded database are refused with the reason, once", async () => {
  const service = tenon(["serve", "packages/create-tenon/template/app/main.ts", "--workers=4", "--port=0"], {
    ...{ ENVIRONMENT: "development", DATA_DIR: await temporaryFolder(), LOG_LEVEL: "error" },
  });
  expect(await service.ended).toBe(1);
  expect(service.err.split("The embedded database lives inside one process")).toHaveLength(2);
});

test("a crash loop ends the service with 1 and a sentence", async () => {
  const database = await rowsDatabase();
  const port = await freePort();
  const service = await serving(port, 2, { DATABASE_URL: database.url });
  const load = startLoad(`http://127.0.0.1:${port}`, { clients: 2 });
  await eventually(() => load.seen.processes.size === 2);
  await load.stop();
  let killed = 0;
  const killer = setInterval(() => {
    for (const [, pid] of service.out.matchAll(/"worker":(\d+),"msg":"A worker is ready"/g)) {
      try {
        process.kill(Number(pid), "SIGKILL");
        killed += 1;
      } catch {
        // Gone already.
      }
    }
  }, 50);
  onTestFinished(() => clearInterval(killer));
  expect(await service.ended).toBe(1);
  expect(killed).toBeGreaterThanOrEqual(8);
  expect(service.out).toContain("Giving up: 8 workers in a row ended shortly after their start");
});
