/**
 * The shipped Dockerfile. There is no engine here: its steps are carried out in a clean root file system, and what comes out
 * is started as it would be in a hardened container.
 */
import { execFileSync } from "node:child_process";
import { generateKeyPairSync, randomBytes } from "node:crypto";
import { existsSync, lstatSync, readdirSync, readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { validate } from "dockerfile-utils";
import pg from "pg";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { freePort } from "../../packages/tenon/tests/server/project.ts";
import { type PostgresServer, postgresServer } from "../../scripts/postgres-server.ts";
import { buildImage, type Image } from "./image/build.ts";
import { makeCleanRoot } from "./image/clean-root.ts";
import { Container, runOnce } from "./image/container.ts";
import { type GeneratedProject, generateProject, template } from "./image/project.ts";

const root = process.getuid?.() === 0;
const dockerfile = "deploy/Dockerfile";

let workspace: string;
let project: GeneratedProject;
let image: Image;
let server: PostgresServer;
let database: string;

beforeAll(async () => {
  workspace = await mkdtemp(join(tmpdir(), "tenon-image-"));
  if (!root) return;
  project = await generateProject(join(workspace, "project"), workspace);
  makeCleanRoot(join(workspace, "clean-root"));
  image = await buildImage({
    context: project.folder,
    dockerfile: join(project.folder, dockerfile),
    baseRoot: join(workspace, "clean-root"),
    workspace: await mkdtemp(join(workspace, "stages-")),
    machine: { env: machineEnvironment(), cache: npmCache() },
  });
  server = await postgresServer(process.env.TEST_DATABASE_URL);
  database = `tenon_image_${randomBytes(6).toString("hex")}`;
  await query(`create database ${database}`);
}, 400_000);

afterAll(async () => {
  project?.close();
  if (database !== undefined) await query(`drop database ${database} with (force)`);
  await server?.stop();
  await rm(workspace, { recursive: true, force: true });
});

test("Docker's own language service has nothing to say about the Dockerfile", () => {
  const text = readFileSync(join(template, dockerfile), "utf8");
  expect(validate(text).map(({ message, range }) => `${range.start.line + 1}: ${message}`)).toEqual([]);
});

test.skipIf(!root)("the image holds what runs, and nothing else (needs root)", () => {
  expect(image.from).toMatch(/^node:24\b/);
  const folder = join(image.root, image.folder);
  expect(readdirSync(folder).sort()).toEqual(["app", "migrations", "node_modules", "package.json"]);
  const installed = readFileSync(join(folder, "node_modules/.package-lock.json"), "utf8");
  const packages = Object.entries<{ dev?: boolean }>(JSON.parse(installed).packages);
  expect(packages.map(([path]) => path)).toContain("node_modules/tenon");
  expect(packages.filter(([, { dev }]) => dev === true)).toEqual([]);
  expect(existsSync(join(folder, "node_modules/drizzle-kit"))).toBe(false);
  // What node_modules of a build machine would have brought along: links to the outside.
  expect(lstatSync(join(folder, "node_modules/tenon")).isSymbolicLink()).toBe(false);
});

test.skipIf(!root)(
  "migrates, serves with several workers as nobody on a read-only root, and stops on SIGTERM",
  async () => {
    const port = await freePort();
    const env = { ...settings(), PORT: `${port}`, WORKERS: "2", MIGRATE: "off" };
    const tooEarly = await runOnce(image, env, [...image.entrypoint, ...image.command]);
    expect(tooEarly).toMatchObject({ code: 1, output: expect.stringMatching(/migrat/i) });
    const migration = await runOnce(image, settings(), [...image.entrypoint, "app/db/migrate.ts"]);
    expect(migration).toMatchObject({ code: 0, output: expect.stringContaining("up to date") });

    const api = start(env);
    await api.says(/Listening on/);
    const health = await fetch(`http://127.0.0.1:${port}/health/live`);
    expect([health.status, await health.json()]).toEqual([200, { status: "ok" }]);
    for (const probe of ["ready", "started"]) {
      expect((await fetch(`http://127.0.0.1:${port}/health/${probe}`)).status).toBe(200);
    }
    expect(api.status()).toMatchObject({
      NSpid: expect.stringMatching(/\t1$/),
      Uid: "1000\t1000\t1000\t1000",
      CapEff: "0000000000000000",
      NoNewPrivs: "1",
    });

    const check = await runOnce(image, env, image.healthCheck);
    expect(check).toEqual({ code: 0, output: "" });
    expect(await signUp(port, "api.example.com")).toBe(202);
    expect(await signUp(port, "elsewhere.example")).toBe(400);

    expect(await api.stop()).toBe(0);
    expect((await runOnce(image, env, image.healthCheck)).code).toBe(1);

    const worker = start(settings(), ["node_modules/.bin/tenon", "worker", "app/main.ts"]);
    await worker.says(/Working/);
    expect(await worker.stop()).toBe(0);
  },
  400_000,
);

test.skipIf(!root)("nothing in the image can be changed by who serves", async () => {
  const attempt = (path: string) =>
    runOnce(image, {}, [...image.entrypoint, "-e", `fs.writeFileSync("${path}", "x")`]);
  for (const path of ["app/main.ts", "node_modules/tenon/index.js", "/etc/passwd", "new"]) {
    expect(await attempt(path)).toMatchObject({ code: 1, output: expect.stringMatching(/EROFS|EACCES/) });
  }
  expect(await attempt("/tmp/x")).toMatchObject({ code: 0 });
  expect(await attempt("/data/x")).toMatchObject({ code: 0 });
});

function start(env: Readonly<Record<string, string>>, command?: readonly string[]): Container {
  const container = new Container(image, env, command);
  onTestFinished(() => container.kill());
  return container;
}

/** A row that is stored, in a request for a host by its name; gives the status. */
function signUp(port: number, host: string): Promise<number | undefined> {
  const account = { username: "ada", email: "ada@example.com", password: "long enough for anybody" };
  return new Promise((answered, failed) => {
    request(
      {
        port,
        path: "/api/v1/auth/signup",
        method: "POST",
        headers: { host, "content-type": "application/json" },
      },
      ({ statusCode }) => answered(statusCode),
    )
      .once("error", failed)
      .end(JSON.stringify(account));
  });
}

/** What somebody has to say of his deployment. */
function settings(): Record<string, string> {
  const url = new URL(server.url);
  url.pathname = `/${database}`;
  const { privateKey } = generateKeyPairSync("ed25519");
  return {
    DATABASE_URL: url.href,
    // The network is this machine's, where others may have that port.
    METRICS_PORT: "off",
    PUBLIC_URL: "https://api.example.com",
    ALLOWED_HOSTS: "api.example.com",
    SIGNING_KEY: privateKey.export({ type: "pkcs8", format: "pem" }) as string,
  };
}

/** How this machine reaches the packages; in an engine: build arguments, mounted secrets. */
function machineEnvironment(): Record<string, string> {
  const { NODE_EXTRA_CA_CERTS } = process.env;
  return {
    npm_config_registry: execFileSync("npm", ["config", "get", "registry"], { encoding: "utf8" }).trim(),
    npm_config_prefer_offline: "true",
    npm_config_update_notifier: "false",
    ...(NODE_EXTRA_CA_CERTS !== undefined && { NODE_EXTRA_CA_CERTS }),
  };
}

/** The cache holds `_cacache` and logs; an image would have it in the cache mount. */
function npmCache(): string {
  return execFileSync("npm", ["config", "get", "cache"], { encoding: "utf8" }).trim();
}

async function query(text: string): Promise<void> {
  const client = new pg.Client({ connectionString: server.url });
  await client.connect();
  try {
    await client.query(text);
  } finally {
    await client.end();
  }
}
