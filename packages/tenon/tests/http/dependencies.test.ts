import { expect, test } from "vitest";
import * as z from "zod";
import type { Logger } from "../../src/http/logger.ts";
import {
  backgroundTasks,
  createApp,
  type Dependency,
  dependency,
  fresh,
  get,
  HttpError,
  override,
  post,
  responseHeaders,
  router,
  StartError,
  task,
} from "../../src/index.ts";
import { type Open, throughBothDoors } from "./doors.ts";

/** Records what happens, in order. */
function recorder() {
  const log: string[] = [];
  const noted = (name: string) =>
    dependency({ name }, async function* () {
      log.push(`${name} opens`);
      try {
        yield name;
        log.push(`${name} closes`);
      } catch (error) {
        log.push(`${name} sees ${error instanceof Error ? error.name : String(error)}`);
        throw error;
      }
    });
  return { log, noted };
}

throughBothDoors("dependencies", (open: Open) => {
  test("are resolved once a request, depth first, and closed in reverse after the handler", async () => {
    const { log, noted } = recorder();
    const inner = noted("inner");
    const left = dependency({ depends: { inner }, name: "left" }, function* ({ inner: value }) {
      log.push(`left opens with ${value}`);
      yield "left";
      log.push("left closes");
    });
    const app = createApp({
      title: "t",
      version: "1",
      routes: {
        it: get("", { depends: { left, inner } }, ({ left: a, inner: b }) => {
          log.push("handler");
          return [a, b];
        }),
      },
    });
    await using door = await open(app);
    expect((await door.send("GET", "/")).json()).toEqual(["left", "inner"]);
    expect(log).toEqual(["inner opens", "left opens with inner", "handler", "left closes", "inner closes"]);
  });

  test("a fresh one runs again", async () => {
    let count = 0;
    const next = dependency(() => ++count);
    const app = createApp({
      title: "t",
      version: "1",
      routes: { it: get("", { depends: { a: next, b: fresh(next), c: next } }, (r) => r) },
    });
    await using door = await open(app);
    expect((await door.send("GET", "/")).json()).toEqual({ a: 1, b: 2, c: 1 });
  });

  test("no dependency runs for a request whose inputs are refused", async () => {
    const { log, noted } = recorder();
    const app = createApp({
      title: "t",
      version: "1",
      routes: {
        it: post("", { body: z.object({ n: z.int() }), depends: { session: noted("session") } }, () => null),
      },
    });
    await using door = await open(app);
    expect((await door.send("POST", "/", { json: { n: "x" } })).status).toBe(422);
    expect(log).toEqual([]);
  });

  test("the handler's error is thrown into them, inside out", async () => {
    const { log, noted } = recorder();
    const app = createApp({
      title: "t",
      version: "1",
      routes: {
        it: get("", { depends: { a: noted("a"), b: noted("b") } }, () => {
          throw new HttpError(409, "No");
        }),
      },
    });
    await using door = await open(app);
    const response = await door.send("GET", "/");
    expect([response.status, response.json()]).toEqual([409, { detail: "No" }]);
    expect(log).toEqual(["a opens", "b opens", "b sees HttpError", "a sees HttpError"]);
  });

  test("a failed commit is a 500 and never a lying 201", async () => {
    const session = dependency(async function* () {
      yield "session";
      throw new Error("commit failed");
    });
    const app = createApp({
      title: "t",
      version: "1",
      routes: { it: post("", { depends: { session }, status: 201 }, () => ({ ok: true })) },
    });
    await using door = await open(app);
    const response = await door.send("POST", "/");
    expect(response.status).toBe(500);
    expect(response.json()).toEqual({ detail: "Internal Server Error" });
  });

  test("a result that breaks the contract is rolled back", async () => {
    const { log, noted } = recorder();
    const app = createApp({
      title: "t",
      version: "1",
      routes: {
        it: get("", { depends: { a: noted("a") }, response: z.object({ n: z.int() }) }, () => ({
          n: "secret" as unknown as number,
        })),
      },
    });
    await using door = await open(app);
    const response = await door.send("GET", "/");
    expect(response.status).toBe(500);
    expect(response.text).not.toContain("secret");
    expect(log).toEqual(["a opens", "a sees ResponseContractError"]);
  });

  test("a swallowed error still goes outward", async () => {
    const swallowing = dependency(function* () {
      try {
        yield 1;
      } catch {}
    });
    const app = createApp({
      title: "t",
      version: "1",
      routes: {
        it: get("", { depends: { swallowing } }, () => {
          throw new HttpError(418, "Teapot");
        }),
      },
    });
    await using door = await open(app);
    expect((await door.send("GET", "/")).status).toBe(418);
  });

  test("an error of the teardown replaces the first one, which is logged", async () => {
    const lines: [object, string | undefined][] = [];
    const logger: Logger = {
      debug() {},
      info() {},
      warn: (fields, message) => void lines.push([fields, message]),
      error() {},
      child: () => logger,
    };
    const replacing = dependency({ name: "replacing" }, function* () {
      try {
        yield 1;
      } catch {
        throw new HttpError(503, "Later");
      }
    });
    const first = new HttpError(400, "First");
    const app = createApp({
      title: "t",
      version: "1",
      routes: {
        it: get("", { depends: { replacing } }, () => {
          throw first;
        }),
      },
    });
    await using door = await open(app, { logger });
    expect((await door.send("GET", "/")).status).toBe(503);
    expect(lines).toEqual([
      [{ err: first, dependency: "replacing" }, "An error was replaced by another one during teardown"],
    ]);
  });

  test("a second yield is a 500, and so is none", async () => {
    const twice = dependency(function* () {
      yield 1;
      yield 2;
    });
    const never = dependency(async function* (): AsyncGenerator<number> {});
    const app = createApp({
      title: "t",
      version: "1",
      routes: {
        twice: get("/twice", { depends: { twice } }, () => 1),
        never: get("/never", { depends: { never } }, () => 1),
      },
    });
    await using door = await open(app);
    expect((await door.send("GET", "/twice")).status).toBe(500);
    expect((await door.send("GET", "/never")).status).toBe(500);
  });

  test("routers' dependencies run for their effect, outermost first, and share their values", async () => {
    const { log, noted } = recorder();
    const outer = noted("outer");
    const app = createApp({
      title: "t",
      version: "1",
      depends: { app: noted("app") },
      routes: {
        a: router(
          { prefix: "/a", depends: { outer } },
          {
            b: router(
              { prefix: "/b", depends: { inner: noted("inner") } },
              { it: get("", { depends: { outer } }, ({ outer: value }) => value) },
            ),
          },
        ),
      },
    });
    await using door = await open(app);
    expect((await door.send("GET", "/a/b")).json()).toBe("outer");
    expect(log.slice(0, 3)).toEqual(["app opens", "outer opens", "inner opens"]);
    expect(log).toHaveLength(6);
  });

  test("app-scoped ones open at start-up in order, are shared, and close in reverse at shutdown", async () => {
    const { log } = recorder();
    const pool = dependency({ scope: "app", name: "pool" }, async function* () {
      log.push("pool opens");
      yield { id: 1 };
      log.push("pool closes");
    });
    const cache = dependency(
      { scope: "app", depends: { pool }, name: "cache" },
      async function* ({ pool: value }) {
        log.push(`cache opens on ${value.id}`);
        yield new Map();
        log.push("cache closes");
      },
    );
    const app = createApp({
      title: "t",
      version: "1",
      lifespan: async function* ({ get: value }) {
        log.push(`lifespan opens with ${(await value(pool)).id}`);
        yield;
        log.push("lifespan closes");
      },
      routes: { it: get("", { depends: { cache } }, ({ cache: seen }) => seen.size) },
    });
    {
      await using door = await open(app);
      await door.send("GET", "/");
      expect((await door.send("GET", "/")).json()).toBe(0);
    }
    expect(log).toEqual([
      "pool opens",
      "cache opens on 1",
      "lifespan opens with 1",
      "lifespan closes",
      "cache closes",
      "pool closes",
    ]);
  });

  test("a failed start closes what it had opened and says why", async () => {
    const { log, noted } = recorder();
    const pool = dependency({ scope: "app" }, async function* () {
      log.push("pool opens");
      try {
        yield 1;
      } finally {
        log.push("pool closes");
      }
    });
    const broken = dependency({ scope: "app", depends: { pool } }, () => {
      throw new Error("no route to the server");
    });
    const app = createApp({
      title: "t",
      version: "1",
      routes: { it: get("", { depends: { broken, n: noted("n") } }, () => 1) },
    });
    await expect(open(app)).rejects.toThrow("no route to the server");
    expect(log).toEqual(["pool opens", "pool closes"]);
  });

  test("overrides belong to one running app", async () => {
    const name = dependency(() => "real");
    const app = createApp({
      title: "t",
      version: "1",
      routes: { it: get("", { depends: { name } }, ({ name: value }) => value) },
    });
    await using faked = await open(app, { overrides: [override(name, () => "fake")] });
    await using real = await open(app);
    expect((await faked.send("GET", "/")).json()).toBe("fake");
    expect((await real.send("GET", "/")).json()).toBe("real");
  });

  test("an override that goes round in a circle is named at start-up", async () => {
    const a = dependency({ name: "a" }, () => 1);
    const b = dependency({ depends: { a }, name: "b" }, ({ a: value }) => value);
    const looped = dependency({ depends: { b } }, ({ b: value }) => value);
    const app = createApp({
      title: "t",
      version: "1",
      routes: { it: get("", { depends: { b } }, ({ b: value }) => value) },
    });
    await expect(open(app, { overrides: [override(a, looped)] })).rejects.toThrow(
      /it: the dependencies go round in a circle: b > a > b/,
    );
  });

  test("an undefined need is reported as a probable import cycle, by key path", async () => {
    const missing = undefined as unknown as Dependency<number>;
    const outer = dependency({ depends: { missing } } as never, () => 1);
    const app = createApp({
      title: "t",
      version: "1",
      routes: { users: { it: get("", { depends: { outer } }, () => 1) } },
    });
    await expect(open(app)).rejects.toThrow(/users\.it: outer > missing is undefined.*import each other/);
  });

  test("an app-scoped one that needs a request's does not start", async () => {
    const session = dependency(() => "session");
    const pool = dependency({ scope: "app", depends: { session } } as never, () => 1);
    const app = createApp({
      title: "t",
      version: "1",
      routes: { it: get("", { depends: { pool } }, () => 1) },
    });
    await expect(open(app)).rejects.toThrow(StartError);
    await expect(open(app)).rejects.toThrow(/it: pool has scope "app" and needs it: pool > session/);
  });

  test("headers and cookies set on the way reach a success, and no error", async () => {
    const stamp = dependency({ depends: { out: responseHeaders } }, ({ out }) =>
      out.set("X-Stamp", "yes").cookie("seen", "1"),
    );
    const app = createApp({
      title: "t",
      version: "1",
      routes: {
        good: get("/good", { depends: { stamp } }, () => 1),
        bad: get("/bad", { depends: { stamp } }, () => {
          throw new HttpError(400, "Bad");
        }),
      },
    });
    await using door = await open(app);
    const good = await door.send("GET", "/good");
    expect(good.headers.get("x-stamp")).toBe("yes");
    expect(good.headers.getSetCookie()).toEqual(["seen=1; Path=/; SameSite=lax"]);
    expect((await door.send("GET", "/bad")).headers.get("x-stamp")).toBeNull();
  });
});

throughBothDoors("background tasks", (open) => {
  test("run after a success and its teardown, with dependencies of their own; one that fails stops nobody", async () => {
    const { log, noted } = recorder();
    const session = noted("session");
    const later = task(
      { depends: { session }, name: "later" },
      (_, word: string) => void log.push(`task ${word}`),
    );
    const app = createApp({
      title: "t",
      version: "1",
      routes: {
        it: post("", { depends: { session, tasks: backgroundTasks } }, ({ tasks }) => {
          tasks.add(() => {
            throw new Error("lost");
          });
          tasks.add(later, "one");
          tasks.add((a: number, b: number) => void log.push(`sum ${a + b}`), 1, 2);
          return "done";
        }),
      },
    });
    await using door = await open(app);
    expect((await door.send("POST", "/")).json()).toBe("done");
    await door.settled();
    expect(log).toEqual([
      "session opens",
      "session closes",
      "session opens",
      "task one",
      "session closes",
      "sum 3",
    ]);
  });

  test("do not run after an error", async () => {
    const ran: string[] = [];
    const app = createApp({
      title: "t",
      version: "1",
      routes: {
        it: post("", { depends: { tasks: backgroundTasks } }, ({ tasks }) => {
          tasks.add(() => void ran.push("ran"));
          throw new HttpError(400, "No");
        }),
      },
    });
    await using door = await open(app);
    expect((await door.send("POST", "/")).status).toBe(400);
    await door.settled();
    expect(ran).toEqual([]);
  });
});
