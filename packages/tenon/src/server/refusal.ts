/** Answers that no operation gives: what the door itself refuses, in the app's own error shape. */
import { detailShape } from "../app/error-reply.ts";
import type { RunningApp } from "../app/running-app.ts";
import { type HttpError, reasonPhrase } from "../http/errors.ts";
import { Exchange } from "../http/exchange.ts";
import { jsonReply, type Reply } from "../http/reply.ts";

/** The reply to an error of the door's own. Never throws: an error shape that fails is replaced by the default one. */
export function refusal(
  running: Pick<RunningApp, "options" | "logger">,
  exchange: Exchange,
  error: HttpError,
): Reply {
  const shape = running.options.errorShape ?? detailShape;
  let reply: Reply;
  try {
    reply = shape(error, exchange);
  } catch (failure) {
    running.logger.error({ err: failure }, "The app's error shape failed");
    reply = jsonReply(error.status, JSON.stringify({ detail: reasonPhrase(error.status) }));
  }
  for (const [name, value] of Object.entries(error.headers)) reply.set(name.toLowerCase(), value);
  reply.error = error;
  return reply;
}

/** Stands for a request that could not be parsed, so that an error shape has something to look at. */
export class UnreadExchange extends Exchange {
  readonly remoteAddress: string | undefined;
  readonly encrypted = false;
  readonly bodyConsumed = true;

  constructor(remoteAddress: string | undefined) {
    super("GET", "/", "");
    this.remoteAddress = remoteAddress;
  }

  header(): undefined {
    return undefined;
  }

  headers(): { readonly [name: string]: string } {
    return Object.create(null);
  }

  get request(): Request {
    return new Request("http://localhost/");
  }

  get signal(): AbortSignal {
    return new AbortController().signal;
  }

  async body(): Promise<Uint8Array> {
    return new Uint8Array(0);
  }

  async *bodyChunks(): AsyncGenerator<Uint8Array> {}
}
