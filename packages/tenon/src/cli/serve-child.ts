/** `tenon serve-child <module>`: the process that `tenon dev` starts again and again. Not meant to be called by hand. */
import { ListenError } from "../server/listen.ts";
import { serve as listenAndServe } from "../server/server.ts";
import { runService } from "../server/service.ts";
import type { Command } from "./command.ts";
import { docsAddress } from "./docs-address.ts";
import { loadApp } from "./load-app.ts";
import { listenOptions, serverSettings } from "./server-settings.ts";

/** A developer's own machine: nobody else can reach it unless asked for. */
export const developmentHost = "127.0.0.1";

/** What the child tells `tenon dev`. */
export type ChildMessage =
  | { readonly kind: "listening"; readonly url: string; readonly docs: string | undefined }
  | { readonly kind: "cannot-listen" };

/** Nobody but the developer waits for an answer, and a browser's idle connection must not hold up a restart. */
const impatient = { idleGrace: 0, closeDeadline: 1_000 };

export const serveChild: Command = {
  name: "serve-child",
  positionals: ["<module>"],
  options: listenOptions(developmentHost),
  async run(given) {
    const { app, server } = await loadApp(given.positionals[0] as string);
    const settings = { ...serverSettings(given, server, developmentHost), ...impatient };
    try {
      return await runService(() => listenAndServe(app, settings), {
        followParent: true,
        ready: ({ url }) => tell({ kind: "listening", url, docs: docsAddress(url, app.options) }),
      });
    } catch (error) {
      if (error instanceof ListenError) tell({ kind: "cannot-listen" });
      throw error;
    }
  },
};

function tell(message: ChildMessage): void {
  process.send?.(message);
}
