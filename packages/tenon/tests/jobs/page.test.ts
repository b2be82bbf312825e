import { expect, test } from "vitest";
import { z } from "zod";
import { dependency, HttpError, post } from "../../src/index.ts";
import { type Job, job, jobsPage } from "../../src/jobs/index.ts";
import { httpBasic } from "../../src/security/index.ts";
import { clientWith, engine, jobQueue, useDatabase } from "./job-app.ts";

useDatabase();

const operator = dependency({ depends: { credentials: httpBasic() } }, ({ credentials }) => {
  if (credentials.password !== "secret") throw new HttpError(403, "Not an operator");
});
const signedIn = { authorization: `Basic ${btoa("ops:secret")}` };
const form = {
  "content-type": "application/x-www-form-urlencoded",
  "sec-fetch-site": "same-origin",
  ...signedIn,
};

const evil = `<script>alert("x")</script>`;
let broken = true;
const mend = job("mend", { input: z.object({ note: z.string() }), retry: { limit: 0 } }, ({ input }) => {
  if (broken) throw new Error(input.note);
});

async function pageApp(record: Record<string, Job> = { mend }) {
  const send = post("/send", { body: z.string(), depends: { jobQueue } }, ({ body, ...own }) =>
    own.jobQueue.send(mend, { note: body }),
  );
  const jobs = jobsPage({ prefix: "/admin/jobs", engine, depends: { operator: operator } });
  const client = await clientWith(record, { send, jobs });
  const ids = async () => {
    const { text } = await client.get("/admin/jobs/", { headers: signedIn });
    return [...text.matchAll(/name="id" value="([^"]+)"/g)].map(([, id]) => id as string);
  };
  return { client, ids, [Symbol.asyncDispose]: () => client.close() };
}

test("The page is for those whom its guard lets in", async () => {
  await using app = await pageApp();
  const wrong = { authorization: `Basic ${btoa("ops:wrong")}` };
  for (const path of ["/admin/jobs/", "/admin/jobs/style.css"]) {
    expect((await app.client.get(path)).status).toBe(401);
    expect((await app.client.get(path, { headers: wrong })).status).toBe(403);
    expect((await app.client.get(path, { headers: signedIn })).status).toBe(200);
  }
  for (const path of ["/admin/jobs/replay", "/admin/jobs/drop"])
    expect((await app.client.post(path)).status).toBe(401);
});

test("It shows queues and dead letters, everything escaped, and a browser may load nothing but its style sheet", async () => {
  await using app = await pageApp();
  await app.client.post("/send", { json: evil });
  const waiting = await app.client.get("/admin/jobs/", { headers: signedIn });
  expect(waiting.text).toContain("<td>mend</td><td>1</td>");
  await app.client.jobs.drain();
  const shown = await app.client.get("/admin/jobs/", { headers: signedIn });
  expect(shown.text).toContain("&#60;script&#62;alert(&#34;x&#34;)&#60;/script&#62;");
  expect(shown.text).not.toContain("<script");
  expect(shown.headers.get("content-security-policy")).toBe(
    "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  );
  expect(shown.headers.get("cache-control")).toBe("no-store");
  const link = /rel="stylesheet" href="([^"]+)"/.exec(shown.text)?.[1] ?? "";
  const style = await app.client.get(new URL(link, "http://testserver/admin/jobs/").pathname, {
    headers: signedIn,
  });
  expect(style.headers.get("content-type")).toBe("text/css; charset=utf-8");
});

test("Dead letters are replayed and dropped by its forms", async () => {
  await using app = await pageApp();
  for (const json of ["one", "two"]) await app.client.post("/send", { json });
  await app.client.jobs.drain();
  const [first, ...others] = await app.ids();
  broken = false;
  const replayed = await app.client.post("/admin/jobs/replay", { body: `id=${first}`, headers: form });
  expect([replayed.status, replayed.headers.get("location")]).toEqual([303, "./"]);
  expect((await app.client.jobs.drain()).completed).toEqual(["mend"]);
  await app.client.post("/admin/jobs/drop", {
    body: others.map((id) => `id=${id}`).join("&"),
    headers: form,
  });
  expect(await app.ids()).toEqual([]);
  expect((await app.client.jobs.drain()).completed).toEqual([]);
  broken = true;
});

test.each([
  [{ "sec-fetch-site": "cross-site" }, 403],
  [{ "sec-fetch-site": "same-site" }, 403],
  [{ origin: "https://evil.example", host: "testserver" }, 403],
  [{ origin: "null", host: "testserver" }, 403],
  [{ origin: "http://testserver", host: "testserver" }, 303],
  [{ "sec-fetch-site": "same-origin" }, 303],
])(
  "A form sent with %j is answered with %i: another site cannot act through a signed-in browser",
  async (headers, status) => {
    await using app = await pageApp();
    const { "sec-fetch-site": _, ...rest } = form;
    for (const path of ["/admin/jobs/replay", "/admin/jobs/drop"])
      expect((await app.client.post(path, { body: "id=x", headers: { ...rest, ...headers } })).status).toBe(
        status,
      );
  },
);
