/** What the runtime at hand can do beside the web's own interfaces. */
import { StartError } from "../depends/start-error.ts";
import { placeSockets } from "../routing/place.ts";
import { type AppOptions, commonOptions } from "./app-options.ts";

interface Global {
  readonly process?: { readonly versions?: Readonly<Record<string, string | undefined>> };
  readonly navigator?: { readonly userAgent?: string };
}

/** The runtime's name, where it is another one than Node; others say that they are Node, too. */
export function otherRuntime({ process, navigator }: Global = globalThis as Global): string | undefined {
  const { versions = {} } = process ?? {};
  if (versions.bun !== undefined) return "Bun";
  if (versions.deno !== undefined) return "Deno";
  if (navigator?.userAgent === "Cloudflare-Workers") return "workerd";
  return versions.node === undefined ? "no Node" : undefined;
}

/**
 * An app that is started by a `fetch` will never see a WebSocket where there is no Node door.
 * @throws {StartError} when it has one all the same
 */
export function refuseSocketsElsewhere(options: AppOptions, runtime = otherRuntime()): void {
  if (runtime === undefined) return;
  const [socket] = placeSockets(options.routes, commonOptions(options));
  if (socket === undefined) return;
  throw new StartError(
    `${socket.id} is a WebSocket, and those are served by Node's door alone: this runtime is ${runtime}. ` +
      "Serve the app on Node (tenon serve), or leave its sockets out of the routes of this one.",
  );
}
