import { expect, test } from "vitest";
import * as z from "zod";
import { backgroundTasks, createApp, defineError, dependency, get, post, router } from "../src/index.ts";
import { override, testClient } from "../src/testing/index.ts";

const Taken = defineError(409, "taken", { data: z.object({ name: z.string() }) });
const sent: string[] = [];
const store = dependency({ scope: "app" }, () => new Map<string, string>());
const greeting = dependency(() => "hello");
const app = createApp({
  title: "t",
  version: "1",
  routes: {
    v1: router(
      { prefix: "/v1" },
      {
        create: post(
          "/names/:name",
          {
            params: { name: z.string() },
            query: { loud: z.boolean().default(false) },
            body: z.object({ text: z.string() }),
            response: z.object({ name: z.string(), text: z.string() }),
            status: 201,
            errors: [Taken],
            depends: { store, tasks: backgroundTasks, greeting },
          },
          ({ params: { name }, query, body, store: names, tasks, greeting: word }) => {
            if (names.has(name)) throw new Taken({ name });
            names.set(name, body.text);
            tasks.add(async () => void sent.push(`${word} ${name}`));
            return { name, text: query.loud ? body.text.toUpperCase() : body.text };
          },
        ),
        size: get("/size", { depends: { store } }, ({ store: names }) => names.size),
      },
    ),
  },
});

test("typed calls by record key: success, declared error, fault", async () => {
  await using client = await testClient(app);
  const input = { params: { name: "ada / b" }, query: { loud: true }, body: { text: "hi" } };
  const created = await client.api.v1.create(input);
  expect(created).toMatchObject({ ok: true, status: 201, data: { name: "ada / b", text: "HI" } });
  const again = await client.api.v1.create(input);
  expect(again).toMatchObject({
    ok: false,
    status: 409,
    code: "taken",
    detail: "Taken",
    data: { name: "ada / b" },
  });
  const wrong = await client.api.v1.create({ ...input, body: {} as { text: string } });
  expect(wrong).toMatchObject({
    ok: false,
    status: 422,
    code: "validation_error",
    detail: [{ type: "missing", loc: ["body", "text"] }],
  });
});

test("background tasks have run when the answer is there", async () => {
  sent.length = 0;
  await using client = await testClient(app, { overrides: [override(greeting, () => "bye")] });
  await client.post("/v1/names/x", { json: { text: "a" } });
  expect(sent).toEqual(["bye x"]);
});

test("two clients of one app share nothing", async () => {
  await using first = await testClient(app);
  await using second = await testClient(app);
  await first.post("/v1/names/x", { json: { text: "a" } });
  expect((await first.get("/v1/size")).json()).toBe(1);
  expect((await second.get("/v1/size")).json()).toBe(0);
  expect((await first.value(store)).has("x")).toBe(true);
});

test("an app starts at its first fetch, once, and a failed start is tried again", async () => {
  let tries = 0;
  const flaky = dependency({ scope: "app" }, () => {
    tries += 1;
    if (tries === 1) throw new Error("not yet");
    return tries;
  });
  const lazy = createApp({
    title: "t",
    version: "1",
    routes: { it: get("/", { depends: { flaky } }, ({ flaky: value }) => value) },
  });
  const ask = () => lazy.fetch(new Request("http://localhost/"));
  await expect(ask()).rejects.toThrow("not yet");
  const answers = await Promise.all([ask(), ask()]);
  expect(await Promise.all(answers.map((answer) => answer.json()))).toEqual([2, 2]);
  await lazy.stop();
});
