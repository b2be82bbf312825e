/** What sends the requests: `wrk` where it is installed, a client of our own over plain sockets otherwise. */
import type { LoadGenerator } from "./load.ts";
import { has } from "./pinned.ts";
import { socketLoad } from "./socket-load.ts";
import { wrkLoad } from "./wrk-load.ts";

/** The load generator of this machine, and what to call it in a report. */
export function loadGenerator(): { readonly name: string; readonly run: LoadGenerator } {
  return has("wrk")
    ? { name: "wrk", run: wrkLoad }
    : { name: "our own socket client (wrk is not installed)", run: socketLoad };
}
