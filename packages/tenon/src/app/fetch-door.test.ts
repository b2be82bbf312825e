import { expect, test } from "vitest";
import { backgroundTasks } from "../background/task.ts";
import { silentLogger } from "../http/logger.ts";
import { get } from "../routing/operation.ts";
import { createApp } from "./app.ts";

const request = () => new Request("http://localhost/");

test("background tasks run on a runtime that has no waitUntil", async () => {
  const ran = Promise.withResolvers<string>();
  const app = createApp({
    title: "t",
    version: "1",
    logger: silentLogger,
    routes: {
      it: get("/", { depends: { tasks: backgroundTasks } }, ({ tasks }) =>
        tasks.add(() => ran.resolve("task")),
      ),
    },
  });
  await app.fetch(request());
  expect(await ran.promise).toBe("task");
});

test("a runtime is asked to stay until a handler has ended, whether or not its client does", async () => {
  const { promise: released, resolve: release } = Promise.withResolvers<void>();
  const ended: string[] = [];
  const app = createApp({
    title: "t",
    version: "1",
    logger: silentLogger,
    routes: {
      it: get("/", async () => {
        await released;
        ended.push("handler");
        return 1;
      }),
    },
  });
  const works: Promise<unknown>[] = [];
  void app.fetch(request(), { waitUntil: (work) => works.push(work) });
  await expect.poll(() => works.length).toBe(1);
  release();
  await Promise.all(works);
  expect(ended).toEqual(["handler"]);
});
