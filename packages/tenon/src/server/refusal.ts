/** Answers that no operation gives: what the door itself refuses, in the app's own error shape. */
import type { RunningApp } from "../app/running-app.ts";
import { writeError } from "../app/write-error.ts";
import { detailShape } from "../http/detail-shape.ts";
import type { HttpError } from "../http/errors.ts";
import { Exchange } from "../http/exchange.ts";
import type { Reply } from "../http/reply.ts";

/** The reply to an error of the door's own. Never throws: an error shape that fails is replaced by the default one. */
export function refusal(
  { options, logger }: Pick<RunningApp, "options" | "logger">,
  exchange: Exchange,
  error: HttpError,
): Reply {
  return writeError(options.errorShape ?? detailShape, error, exchange, () => logger);
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

  protected async readBody(): Promise<Uint8Array> {
    return new Uint8Array(0);
  }

  async *bodyChunks(): AsyncGenerator<Uint8Array> {}
}
