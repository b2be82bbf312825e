import { StartError } from "../depends/start-error.ts";
import type { Exchange } from "../http/exchange.ts";
import { responseReply } from "../http/reply.ts";
import type { Mount } from "../routing/mount.ts";
import type { App } from "./app.ts";

/** Answers web requests: a function, or anything with a `fetch` (a Hono app, a Worker). */
export type FetchHandler =
  | ((request: Request) => Response | Promise<Response>)
  | { readonly fetch: (request: Request) => Response | Promise<Response> };

/**
 * Puts another app, or any fetch handler, under a prefix: it answers every method and every path there that no operation
 * outside has, and sees paths without the prefix. The prefix alone redirects to the prefix with a slash.
 *
 * A Tenon app starts and stops with the one around it, logs through its logger, takes its overrides, and keeps its own
 * app-scoped values, middleware and error shape. The dependencies, middleware and error handlers of routers around it run for it
 * too. It is not in the document outside; its own is under the prefix.
 *
 * @param prefix `/admin`; `/` for everything that no operation answers
 * @example
 * createApp({ ..., routes: { api, admin: mount("/admin", adminApp), legacy: mount("/old", (request) => proxy(request)) } });
 */
export function mount(prefix: string, target: App | FetchHandler): Mount {
  return {
    "~tenon": "mount",
    prefix,
    async start({ overrides, logger, shutdown }) {
      if (isApp(target)) {
        const { rootPath } = target.options;
        if (rootPath !== undefined && rootPath !== "") {
          throw new StartError(
            `The app mounted at "${prefix}" has the rootPath "${rootPath}". Its root is where it is mounted: leave that out.`,
          );
        }
        const running = await target.start({ overrides, logger, shutdown });
        return { handle: running.handle, stop: () => running.stop() };
      }
      const answer = typeof target === "function" ? target : (request: Request) => target.fetch(request);
      return { handle: async (exchange) => responseReply(await answer(requestBehind(exchange))) };
    },
  };
}

/** The request as the handler sees it: its path begins behind the prefix. */
function requestBehind({ request, path, query }: Exchange): Request {
  const origin = /^[^:]+:\/\/[^/?#]*/.exec(request.url)?.[0] ?? "";
  const { method, headers, signal, body } = request;
  return new Request(origin + path + (query === "" ? "" : `?${query}`), {
    method,
    headers,
    signal,
    ...(body === null ? {} : { body, duplex: "half" as const }),
  });
}

function isApp(target: App | FetchHandler): target is App {
  return "~tenon" in target && target["~tenon"] === "app";
}
