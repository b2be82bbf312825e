/** The API of the benchmark, and an operation that tells how much of the heap is in use after a full collection. Needs --expose-gc. */
import { setImmediate } from "node:timers/promises";
import { port, ready } from "../domain.ts";
import { app } from "../tenon-app.ts";
import { createApp, get, serve, z } from "../tenon-source.ts";

const heap = get("/heap", { response: z.object({ used: z.int() }) }, async () => {
  // Finalisers and what they set free have their turn between collections.
  for (let collection = 0; collection < 4; collection++) {
    await setImmediate();
    globalThis.gc?.();
  }
  return { used: process.memoryUsage().heapUsed };
});

await serve(createApp({ ...app.options, routes: { ...app.options.routes, heap } }), { port });
ready();
