/** Code that fails where nobody waits for it: logged with its request, what it held is torn down, and the server serves on. */
import { expect, test } from "vitest";
import { backgroundTasks, type Depends, dependency, get, requestId, stream } from "../../src/index.ts";
import { eventually, serving } from "../server/serving.ts";

let torn = 0;
const held = dependency(async function* held() {
  try {
    yield "held";
  } finally {
    torn += 1;
  }
});
const failing = dependency(async function* failing() {
  yield "fine";
  throw new Error("teardown broke");
});
async function* half() {
  yield "first";
  throw new Error("stream broke");
}
const needs = { held, id: requestId } satisfies Depends;

const routes = {
  task: get("/task", { depends: { ...needs, tasks: backgroundTasks } }, ({ tasks, id }) => {
    tasks.add(async () => {
      throw new Error("task broke");
    });
    return id;
  }),
  teardown: get("/teardown", { depends: { ...needs, failing } }, ({ id }) => id),
  stream: get("/stream", { depends: needs }, ({ id }) => stream(half(), { headers: { "x-id": id } })),
  middleware: get(
    "/middleware",
    {
      depends: needs,
      middleware: [
        async (exchange, next) => {
          await next(exchange);
          throw new Error("middleware broke");
        },
      ],
    },
    ({ id }) => id,
  ),
  good: get("/good", () => "good"),
};

test.each(["task", "teardown", "stream", "middleware"])(
  "a %s that fails is logged with its request, and torn down",
  async (what) => {
    torn = 0;
    await using it = await serving({}, { app: { routes, middleware: [] } });
    const wire = await it.connect();
    wire.send([`GET /${what} HTTP/1.1`, "Host: a"]);
    // Half of a stream is no answer that could be taken for a whole one: the connection is cut.
    const status = await wire.answer().then(
      (answer) => answer.status,
      () => "cut",
    );
    expect(status).toBe({ task: 200, teardown: 500, stream: "cut", middleware: 500 }[what]);
    const logged = () => it.logs.find(({ level }) => level === "error");
    await eventually(() => logged() !== undefined && torn === 1);
    const { err, requestId } = logged()?.fields ?? {};
    expect((err as Error).message).toBe(`${what} broke`);
    expect(requestId).toMatch(/^[0-9a-f-]{36}$/);
    const next = await it.connect();
    expect((await next.send(["GET /good HTTP/1.1", "Host: a"]).answer()).body).toBe('"good"');
  },
);
