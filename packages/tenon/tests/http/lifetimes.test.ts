/** The rules of phases, order and teardown, each where it can be seen: through both doors, or where there is no door. */
import { describe, expect, test } from "vitest";
import * as z from "zod";
import {
  backgroundTasks,
  createApp,
  dependency,
  fresh,
  get,
  HttpError,
  override,
  post,
  type Routes,
  request,
  router,
  StartError,
  secured,
  securityScopes,
  silentLogger,
  stream,
  task,
  withDependencies,
} from "../../src/index.ts";
import { oauth2PasswordBearer } from "../../src/security/index.ts";
import { throughBothDoors } from "./doors.ts";

const appOf = (routes: Routes) => createApp({ title: "t", version: "1", routes });

/** Dependencies that note when they open, close and what they see. */
function recorder() {
  const log: string[] = [];
  const noted = <const D extends Record<string, never>>(name: string, depends: D | object = {}) =>
    dependency({ name, depends: depends as D }, async function* () {
      log.push(`${name} opens`);
      try {
        yield name;
        log.push(`${name} closes`);
      } catch (error) {
        log.push(`${name} sees ${error instanceof Error ? error.message : String(error)}`);
        throw error;
      }
    });
  return { log, noted };
}

const oauth2 = oauth2PasswordBearer({ tokenUrl: "/token", scopes: { read: "Read" } });
const body = z.object({ n: z.int() });

throughBothDoors("phases", (open) => {
  test("a session that authentication opened sees a 422 as the error, and is not resolved twice", async () => {
    const { log, noted } = recorder();
    const session = noted("session");
    const user = dependency({ depends: { token: oauth2, session } }, () => "ada");
    const app = appOf({ it: post("/", { body, depends: { session, user } }, ({ body: { n } }) => n) });
    await using door = await open(app);
    expect((await door.send("POST", "/", { json: { n: "x" }, token: "t" })).status).toBe(422);
    expect(log).toEqual(["session opens", expect.stringMatching(/^session sees/)]);
    log.length = 0;
    expect((await door.send("POST", "/", { json: { n: 1 }, token: "t" })).json()).toBe(1);
    expect(log).toEqual(["session opens", "session closes"]);
  });

  test("what only stands beside a scheme waits for the inputs", async () => {
    const { log, noted } = recorder();
    const app = appOf({
      it: post("/", { body, depends: { other: noted("other"), token: oauth2 } }, () => 1),
    });
    await using door = await open(app);
    expect((await door.send("POST", "/", { json: {} })).status).toBe(401);
    expect((await door.send("POST", "/", { json: {}, token: "t" })).status).toBe(422);
    expect(log).toEqual([]);
  });

  test("a dependency with a scheme and inputs of its own waits for all inputs", async () => {
    const seen: string[] = [];
    const tenant = dependency({ depends: { token: oauth2 }, query: { tenant: z.int() } }, ({ query }) => {
      seen.push(`tenant ${query.tenant}`);
      return query.tenant;
    });
    const app = appOf({ it: post("/", { body, depends: { tenant } }, ({ tenant: value }) => value) });
    await using door = await open(app);
    const refused = await door.send("POST", "/?tenant=x", { json: {}, token: "t" });
    expect(refused.json<{ detail: { loc: string[] }[] }>().detail.map(({ loc }) => loc)).toEqual([
      ["query", "tenant"],
      ["body", "n"],
    ]);
    expect(seen).toEqual([]);
    expect((await door.send("POST", "/?tenant=3", { json: { n: 1 }, token: "t" })).json()).toBe(3);
  });

  test("routers' needs come before the operation's", async () => {
    const { log, noted } = recorder();
    const app = appOf({
      r: router(
        { depends: { guard: noted("guard") } },
        { it: get("/", { depends: { own: noted("own") } }, () => 1) },
      ),
    });
    await using door = await open(app);
    await door.send("GET", "/");
    expect(log).toEqual(["guard opens", "own opens", "own closes", "guard closes"]);
  });
});

throughBothDoors("needs", (open) => {
  test("a dependency needed for its effect alone runs, and its error is the answer", async () => {
    const guard = dependency({ query: { key: z.string() } }, ({ query }) => {
      if (query.key !== "open") throw new HttpError(403, "Closed");
    });
    const app = appOf({ it: get("/", { depends: { guard } }, () => "in") });
    await using door = await open(app);
    expect((await door.send("GET", "/?key=open")).json()).toBe("in");
    expect((await door.send("GET", "/?key=no")).status).toBe(403);
  });

  test("a parametrised one is a function that makes dependencies: each is its own, and one is itself", async () => {
    let runs = 0;
    const atLeast = (least: number) =>
      dependency({ query: { age: z.int() } }, ({ query }) => {
        runs += 1;
        if (query.age < least) throw new HttpError(403, `At least ${least}`);
        return least;
      });
    const adult = atLeast(18);
    const also = dependency({ depends: { adult } }, ({ adult: least }) => least);
    const app = appOf({
      it: get("/", { depends: { adult, also, senior: atLeast(65) } }, (values) => values),
    });
    await using door = await open(app);
    expect((await door.send("GET", "/?age=70")).json()).toEqual({ adult: 18, also: 18, senior: 65 });
    expect(runs).toBe(2);
    expect((await door.send("GET", "/?age=20")).json()).toEqual({ detail: "At least 65" });
  });

  test("a fresh one has a lifetime of its own, and shares what it needs", async () => {
    const { log, noted } = recorder();
    const pool = noted("pool");
    let made = 0;
    const session = dependency({ depends: { pool }, name: "session" }, function* () {
      made += 1;
      const number = made;
      yield number;
      log.push(`session ${number} closes`);
    });
    const app = appOf({ it: get("/", { depends: { a: session, b: fresh(session) } }, ({ a, b }) => [a, b]) });
    await using door = await open(app);
    expect((await door.send("GET", "/")).json()).toEqual([1, 2]);
    expect(log).toEqual(["pool opens", "session 2 closes", "session 1 closes", "pool closes"]);
  });

  test("scopes and overrides do not change what a dependency is: it still runs once", async () => {
    let runs = 0;
    const user = dependency({ depends: { token: oauth2, scopes: securityScopes } }, ({ scopes }) => {
      runs += 1;
      return scopes.text;
    });
    const app = appOf({
      it: get("/", { depends: { plain: user, reader: secured(user, "read") } }, (values) => values),
    });
    {
      await using door = await open(app);
      expect((await door.send("GET", "/", { token: "t" })).json()).toEqual({ plain: "read", reader: "read" });
      expect(runs).toBe(1);
    }
    const before = JSON.stringify(app.openapi());
    await using faked = await open(app, { overrides: [override(user, () => `fake ${++runs}`)] });
    expect((await faked.send("GET", "/")).json()).toEqual({ plain: "fake 2", reader: "fake 2" });
    // What runs is another; what is promised is the same.
    expect((await faked.send("GET", "/openapi.json")).text).toBe(before);
    expect(before).toContain('"read"');
  });
});

throughBothDoors("teardown", (open) => {
  test("whatever a function returns that is a generator is a lifetime, and it is never resumed by return()", async () => {
    const calls: string[] = [];
    const handmade = dependency({ name: "handmade" }, () => {
      let step = 0;
      const generator = {
        next: () => {
          calls.push("next");
          step += 1;
          return step === 1 ? { done: false, value: "value" } : { done: true, value: undefined };
        },
        throw: (error: Error) => {
          calls.push(`throw ${error.message}`);
          throw error;
        },
        return: () => {
          calls.push("return");
          return { done: true, value: undefined };
        },
        [Symbol.iterator]: () => generator,
      };
      return generator as unknown as Generator<string, void>;
    });
    const app = appOf({
      good: get("/good", { depends: { handmade } }, ({ handmade: value }) => value),
      bad: get("/bad", { depends: { handmade } }, () => {
        throw new HttpError(400, "No");
      }),
    });
    await using door = await open(app);
    expect((await door.send("GET", "/good")).json()).toBe("value");
    expect((await door.send("GET", "/bad")).status).toBe(400);
    expect(calls).toEqual(["next", "next", "next", "throw No"]);
  });

  test("comes after the result is checked and serialised, and what it throws goes on outwards and is the answer", async () => {
    const { log, noted } = recorder();
    const outer = noted("outer");
    const failing = dependency({ depends: { outer }, name: "failing" }, function* () {
      yield 1;
      throw new HttpError(503, "Commit failed");
    });
    const result = {
      get n() {
        log.push("serialised");
        return 1;
      },
    };
    const app = appOf({
      it: get(
        "/",
        { depends: { inner: noted("inner"), failing }, response: z.object({ n: z.int() }) },
        () => result,
      ),
    });
    await using door = await open(app);
    const response = await door.send("GET", "/");
    expect([response.status, response.json()]).toEqual([503, { detail: "Commit failed" }]);
    const order = log.filter((line, at) => log.indexOf(line) === at);
    expect(order).toEqual([
      "inner opens",
      "outer opens",
      "serialised",
      "outer sees Commit failed",
      "inner sees Commit failed",
    ]);
  });

  test("a dependency that fails to open is seen by those before it, and those after it never open", async () => {
    const { log, noted } = recorder();
    const broken = dependency(() => {
      throw new HttpError(503, "Down");
    });
    const app = appOf({ it: get("/", { depends: { a: noted("a"), broken, b: noted("b") } }, () => 1) });
    await using door = await open(app);
    expect((await door.send("GET", "/")).status).toBe(503);
    expect(log).toEqual(["a opens", "a sees Down"]);
  });

  test("a returned Response is torn down first, a stream of ours is held open", async () => {
    const { log, noted } = recorder();
    const session = noted("session");
    const chunks = async function* () {
      log.push("first chunk");
      yield "chunk";
    };
    const app = appOf({
      own: get("/own", { depends: { session } }, () => {
        const source = chunks();
        return new Response(
          new ReadableStream(
            {
              async pull(controller) {
                const { done, value } = await source.next();
                if (done) controller.close();
                else controller.enqueue(new TextEncoder().encode(value));
              },
            },
            { highWaterMark: 0 },
          ),
        );
      }),
      ours: get("/ours", { depends: { session } }, () => stream(chunks())),
    });
    await using door = await open(app);
    expect((await door.send("GET", "/own")).text).toBe("chunk");
    expect(log).toEqual(["session opens", "session closes", "first chunk"]);
    log.length = 0;
    expect((await door.send("GET", "/ours")).text).toBe("chunk");
    await door.settled();
    expect(log).toEqual(["session opens", "first chunk", "session closes"]);
  });

  test("no task runs after a success whose teardown failed", async () => {
    const ran: string[] = [];
    const failing = dependency(function* () {
      yield 1;
      throw new Error("commit failed");
    });
    const app = appOf({
      it: post("/", { depends: { failing, tasks: backgroundTasks } }, ({ tasks }) =>
        tasks.add(() => void ran.push("ran")),
      ),
    });
    await using door = await open(app);
    expect((await door.send("POST", "/")).status).toBe(500);
    await door.settled();
    expect(ran).toEqual([]);
  });
});

describe("without a request", () => {
  const needy = dependency({ depends: { request }, name: "needy" }, () => 1);

  test("a task and a function that need what touches a request are told so", async () => {
    const late = task({ depends: { needy } } as never, () => 1);
    const app = appOf({
      it: post("/", { depends: { tasks: backgroundTasks } }, ({ tasks }) => tasks.add(late, undefined)),
    });
    const running = await app.start({ logger: silentLogger });
    await expect(running.run({ depends: { needy } } as never, () => 1)).rejects.toThrow(StartError);
    await expect(running.run({ depends: { needy } } as never, () => 1)).rejects.toThrow(
      /needy > request touches a request/,
    );
    await running.stop();
  });

  test("each run has dependencies of its own, closed when it is done; app-scoped ones are the app's", async () => {
    const { log, noted } = recorder();
    const pool = dependency({ scope: "app", name: "pool" }, async function* () {
      log.push("pool opens");
      yield { id: 1 };
      log.push("pool closes");
    });
    const session = noted("session");
    const app = appOf({ it: get("/", { depends: { pool } }, () => 1) });
    const running = await app.start({ logger: silentLogger });
    const needs = { depends: { pool, session } };
    expect(await running.run(needs, ({ pool: { id }, session: open }) => [id, open])).toEqual([1, "session"]);
    await expect(
      running.run(needs, () => {
        throw new Error("No");
      }),
    ).rejects.toThrow("No");
    await running.stop();
    expect(log).toEqual([
      "pool opens",
      "session opens",
      "session closes",
      "session opens",
      "session sees No",
      "pool closes",
    ]);
    log.length = 0;
    expect(await withDependencies(app, needs, ({ session: open }) => open, { logger: silentLogger })).toBe(
      "session",
    );
    expect(log).toEqual(["pool opens", "session opens", "session closes", "pool closes"]);
  });

  test("making an app opens nothing and compiles nothing", () => {
    let opened = 0;
    const pool = dependency({ scope: "app" }, () => ++opened);
    const contradiction = { a: get("/", { depends: { pool } }, () => 1), b: get("/", () => 2) };
    expect(() => appOf(contradiction)).not.toThrow();
    expect(opened).toBe(0);
  });

  test("the word of an input is no name for a dependency", async () => {
    const session = dependency(() => "session");
    const app = appOf({ it: get("/", { depends: { query: session } } as never, () => 1 as never) });
    await expect(app.start({ logger: silentLogger })).rejects.toThrow(/"query"/);
  });
});
