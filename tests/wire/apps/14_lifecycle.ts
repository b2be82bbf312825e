import {
  type App,
  backgroundTasks,
  createApp,
  dependency,
  get,
  HttpError,
  json,
  type MiddlewareFunction,
  onError,
  router,
  stream,
} from "tenon";
import * as z from "zod";

class Refused extends Error {}
class ValueError extends Error {
  override readonly name = "ValueError";
}

export default (): App => {
  const log: string[] = [];
  let previous: string[] = [];
  const boot: string[] = [];

  const greeting = dependency({ scope: "app" }, function* () {
    boot.push("startup");
    yield "hello from lifespan";
    boot.push("shutdown");
  });

  /** Notes when the answer goes out, and when everything about the request is over. */
  const recorder: MiddlewareFunction = async (exchange, next) => {
    if (exchange.path === "/log") return next(exchange);
    log.length = 0;
    const reply = await next(exchange);
    log.push(`response ${reply.status}`);
    reply.afterSend = [
      () => void log.push("response sent"),
      ...(reply.afterSend ?? []),
      () => {
        log.push("call over");
        previous = [...log];
      },
    ];
    return reply;
  };

  const name = (error: unknown): string => {
    if (error instanceof Refused) return "Refused";
    if (error instanceof HttpError) return error.status === 422 ? "RequestValidationError" : "HTTPException";
    return error instanceof Error ? error.name : String(error);
  };

  const outer = dependency(function* () {
    log.push("outer enter");
    try {
      yield "o";
    } catch (error) {
      log.push(`outer saw ${name(error)}`);
      throw error;
    } finally {
      log.push("outer exit");
    }
  });
  const inner = dependency({ depends: { outer } }, async function* ({ outer }) {
    log.push("inner enter");
    try {
      yield `${outer}i`;
    } catch (error) {
      log.push(`inner saw ${name(error)}`);
      throw error;
    } finally {
      log.push("inner exit");
    }
  });
  const sibling = dependency(function* () {
    log.push("sibling enter");
    yield "s";
    log.push("sibling after yield");
  });
  const swallowing = dependency(function* () {
    log.push("swallowing enter");
    try {
      yield;
    } catch (error) {
      log.push(`swallowing ate ${name(error)}`);
    }
  });
  const replacing = dependency(function* () {
    log.push("replacing enter");
    try {
      yield;
    } catch (error) {
      if (!(error instanceof ValueError)) throw error;
      log.push("replacing ValueError");
      throw new HttpError(418, `was: ${error.message}`, { cause: error });
    }
  });
  const replacingAny = dependency(function* () {
    log.push("replacing any enter");
    try {
      yield;
    } catch (error) {
      if (!(error instanceof HttpError)) throw error;
      log.push(`replacing ${error.status}`);
      throw new Refused(`was ${error.status}`, { cause: error });
    }
  });
  const httpAfter = dependency(function* () {
    log.push("http_after enter");
    yield;
    log.push("http_after raises");
    throw new HttpError(400, "after the response");
  });
  const brokenBefore = dependency(() => {
    log.push("broken_before");
    throw new HttpError(401, "before yield");
  });
  const quick = dependency(function* () {
    log.push("quick enter");
    try {
      yield "q";
    } finally {
      log.push("quick exit");
    }
  });
  const quickRaising = dependency(function* () {
    log.push("quick_raising enter");
    yield;
    log.push("quick_raising raises");
    throw new HttpError(400, "after the handler");
  });
  const number = dependency({ query: { n: z.int() } }, function* ({ query }) {
    log.push("number enter");
    yield query.n;
    log.push("number exit");
  });

  const work = (what: string): void => void log.push(`task ${what}`);
  const asyncWork = async (what: string, fail = false): Promise<void> => {
    log.push(`async task ${what}`);
    if (fail) throw new Error("task failed");
  };
  const addsTask = dependency({ depends: { tasks: backgroundTasks } }, ({ tasks }) => {
    tasks.add(work, "from dependency");
  });
  const tasks = backgroundTasks;
  const noted = (): void => void log.push("handler");

  const routes = {
    readLog: get("/log", () => previous),
    nested: get("/nested", { depends: { i: inner, s: sibling } }, ({ i, s }) => {
      noted();
      return { value: i + s };
    }),
    shared: get("/shared", { depends: { i: inner, o: outer } }, (values) => {
      noted();
      return values;
    }),
    decorator: router(
      { depends: { sibling, inner } },
      {
        it: get("/decorator", () => {
          noted();
          return {};
        }),
      },
    ),
    functionScope: get("/function-scope", { depends: { q: quick, i: inner } }, ({ q }) => {
      noted();
      return { q };
    }),
    functionScopeRaises: get("/function-scope-raises", { depends: { q: quickRaising } }, () => {
      noted();
      return { sent: "never" };
    }),
    raiseValue: get("/raise-value", { depends: { i: inner, s: sibling } }, () => {
      noted();
      throw new ValueError("bad value");
    }),
    raiseHttp: get("/raise-http", { depends: { i: inner, s: sibling } }, () => {
      noted();
      throw new HttpError(404, "not here");
    }),
    raiseHandled: get("/raise-handled", { depends: { i: inner } }, () => {
      noted();
      throw new Refused("by handler");
    }),
    swallow: get("/swallow", { depends: { x: swallowing } }, () => {
      throw new ValueError("lost");
    }),
    swallowOuterSees: get("/swallow-outer-sees", { depends: { i: outer, x: swallowing } }, () => {
      throw new HttpError(404, "lost");
    }),
    replace: get("/replace", { depends: { o: outer, x: replacing } }, () => {
      throw new ValueError("original");
    }),
    replaceHttp: get("/replace-http", { depends: { x: replacingAny } }, () => {
      throw new HttpError(404, "original");
    }),
    after: get("/after", { depends: { o: outer, x: httpAfter } }, () => {
      noted();
      return { sent: true };
    }),
    before: router(
      { depends: { outer, brokenBefore, sibling } },
      {
        it: get("/before", () => {
          noted();
          return {};
        }),
      },
    ),
    invalid: get("/invalid", { depends: { o: outer, n: number }, query: { z: z.int() } }, ({ n }) => {
      noted();
      return { n };
    }),
    background: get("/background", { depends: { tasks, i: inner } }, ({ tasks }) => {
      noted();
      tasks.add(work, "one");
      tasks.add(asyncWork, "two", false);
      return { queued: 2 };
    }),
    backgroundShared: router(
      { depends: { addsTask } },
      {
        it: get("/background-shared", { depends: { tasks } }, ({ tasks }) => {
          tasks.add(work, "from handler");
          return {};
        }),
      },
    ),
    backgroundFunctionScope: get(
      "/background-function-scope",
      { depends: { tasks, q: quick } },
      ({ tasks }) => {
        tasks.add(work, "late");
        return {};
      },
    ),
    backgroundFails: get("/background-fails", { depends: { tasks, i: inner } }, ({ tasks }) => {
      tasks.add(work, "one");
      tasks.add(asyncWork, "two", true);
      tasks.add(work, "three");
      return { queued: 3 };
    }),
    backgroundThenError: get("/background-then-error", { depends: { tasks } }, ({ tasks }) => {
      tasks.add(work, "never");
      throw new HttpError(400, "no task");
    }),
    backgroundOnResponse: get("/background-on-response", { depends: { tasks } }, ({ tasks }) => {
      tasks.add(work, "own");
      return plain("own");
    }),
    backgroundPlainResponse: get("/background-plain-response", { depends: { tasks } }, ({ tasks }) => {
      tasks.add(work, "injected");
      return plain("plain");
    }),
    stream: get("/stream", { depends: { i: inner, q: quick, tasks } }, ({ tasks }) => {
      tasks.add(work, "after stream");
      noted();
      return stream(
        (function* () {
          log.push("first part");
          yield "a";
          log.push("second part");
          yield "b";
        })(),
        { type: "text/plain; charset=utf-8" },
      );
    }),
    streamFails: get("/stream-fails", { depends: { i: inner } }, () =>
      stream(
        (function* () {
          yield "a";
          throw new ValueError("mid-stream");
        })(),
        { type: "text/plain; charset=utf-8" },
      ),
    ),
    readBoot: get("/boot", { depends: { greeting } }, ({ greeting }) => ({ boot, greeting })),
  };

  return createApp({
    title: "Lifecycle",
    version: "1.0.0",
    middleware: [recorder],
    onError: [
      onError(Refused, (error) => {
        log.push("handler Refused");
        return json({ refused: error.message }, { status: 409 });
      }),
    ],
    routes,
  });
};

function plain(text: string): Response {
  return new Response(text, { headers: { "content-type": "text/plain; charset=utf-8" } });
}
