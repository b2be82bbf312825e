/** PostgreSQL goes away and comes back under the reference service, while it is called. */
import { expect, onTestFinished, test } from "vitest";
import { freePort } from "../../packages/tenon/tests/server/project.ts";
import { eventually } from "../../packages/tenon/tests/server/serving.ts";
import { serverBinaries, startServer } from "../../scripts/postgres-server.ts";
import { tenon } from "./tenon.ts";

const username = "ada";
const password = "a long enough password of ada";
/** What an answer without its database may take, in milliseconds. The service waits 5 s for a connection; the machine may be slow. */
const limit = 60_000;

test("503 with Retry-After while PostgreSQL is away, alive all the same, and well again by itself", async () => {
  const binaries = await serverBinaries();
  if (binaries === undefined) throw new Error("There is no PostgreSQL to start: apt-get install postgresql");
  const postgres = await startServer(binaries);
  onTestFinished(() => postgres.stop());
  const port = await freePort();
  const service = tenon(["serve", "packages/create-tenon/template/app/main.ts", "--workers=2"], {
    ...{ ENVIRONMENT: "development", DATABASE_URL: postgres.url, RATE_LIMIT: "off", LOG_LEVEL: "info" },
    ...{
      PORT: String(port),
      ADMIN_USERNAME: username,
      ADMIN_EMAIL: "ada@example.com",
      ADMIN_PASSWORD: password,
    },
  });
  await service.says(/"Listening on /);
  const url = `http://127.0.0.1:${port}`;
  const token = await tokenOf(url);
  const me = () => fetch(`${url}/api/v1/users/me`, { headers: { authorization: `Bearer ${token}` } });
  const ready = async () => (await fetch(`${url}/health/ready`)).status;
  expect([(await me()).status, await ready()]).toEqual([200, 200]);

  let calling = true;
  const answers: { status: number; retryAfter: string | null; took: number; alive: number }[] = [];
  const callers = Array.from({ length: 4 }, async () => {
    while (calling) {
      const since = performance.now();
      const answer = await me();
      await answer.arrayBuffer();
      const took = performance.now() - since;
      const live = await fetch(`${url}/health/live`);
      await live.arrayBuffer();
      answers.push({
        ...{ status: answer.status, retryAfter: answer.headers.get("retry-after") },
        ...{ took, alive: live.status },
      });
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  });
  const seen = (status: number): number => answers.filter((answer) => answer.status === status).length;
  await eventually(() => seen(200) > 20);
  await postgres.halt();
  await eventually(() => seen(503) > 50);
  // Each worker remembers its last answer for a second.
  const failing = async (): Promise<unknown> =>
    ((await (await fetch(`${url}/health/ready`)).json()) as { data?: { failing: unknown } }).data?.failing;
  await eventually(async () => JSON.stringify(await failing()) === '["database"]');
  expect((await fetch(`${url}/openapi.json`)).status).toBe(200);

  const before = seen(200);
  await postgres.resume();
  await eventually(() => seen(200) > before + 50);
  await eventually(async () => (await ready()) === 200);
  calling = false;
  await Promise.all(callers);

  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200, 503]));
  const refused = answers.filter(({ status }) => status === 503);
  expect(refused.filter(({ retryAfter }) => retryAfter === null)).toEqual([]);
  expect(answers.filter(({ alive }) => alive !== 200)).toEqual([]);
  expect(Math.max(...answers.map(({ took }) => took))).toBeLessThan(limit);
  // The same processes all the time.
  expect(service.out).not.toContain("A worker has left");
  service.signal("SIGTERM");
  expect(await service.ended).toBe(0);
});

async function tokenOf(url: string): Promise<string> {
  const body = new URLSearchParams({ grant_type: "password", username, password });
  const answer = await fetch(`${url}/api/v1/auth/token`, { method: "POST", body });
  const { access_token: token } = (await answer.json()) as { readonly access_token: string };
  return token;
}
