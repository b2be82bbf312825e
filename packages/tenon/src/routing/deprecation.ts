/** Saying goodbye to a version: the headers that tell its callers (RFC 9745, RFC 8594). */
import { StartError } from "../depends/start-error.ts";
import type { MiddlewareHooks } from "../http/middleware.ts";

/** Since when something is deprecated, and until when it answers. */
export interface Deprecation {
  /** Since when; sent as `Deprecation: @1735689600`. */
  readonly since: Date;
  /** From when on it may be gone; sent as `Sunset`. Not before `since`. */
  readonly sunset?: Date;
  /** Where callers read what to do; sent as `Link: <...>; rel="deprecation"`. */
  readonly link?: string;
}

/** Hooks that add the headers to every answer, errors included. */
export function deprecationHeaders({ since, sunset, link }: Deprecation, where: string): MiddlewareHooks {
  if (Number.isNaN(since.getTime()) || (sunset !== undefined && !(sunset >= since))) {
    throw new StartError(`${where}: a deprecation has a date "since", and a "sunset" that is not before it.`);
  }
  if (link !== undefined && !/^[\x21\x23-\x3b\x3d\x3f-\x7e]+$/.test(link)) {
    throw new StartError(`${where}: the link of a deprecation is a URL, and "${link}" is none.`);
  }
  const deprecation = `@${Math.floor(since.getTime() / 1000)}`;
  return {
    name: "deprecation",
    response(_exchange, reply) {
      reply.set("deprecation", deprecation);
      if (sunset !== undefined) reply.set("sunset", sunset.toUTCString());
      if (link !== undefined) reply.append("link", `<${link}>; rel="deprecation"; type="text/html"`);
      return undefined;
    },
  };
}
