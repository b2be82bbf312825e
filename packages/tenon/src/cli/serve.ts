/** `tenon serve <module>`: production, in one process. */
import { serve as listenAndServe } from "../server/server.ts";
import { runService } from "../server/service.ts";
import type { Command } from "./command.ts";
import { docsAddress } from "./docs-address.ts";
import { loadApp } from "./load-app.ts";
import { listenOptions, serverSettings } from "./server-settings.ts";

const host = "0.0.0.0";

export const serve: Command = {
  name: "serve",
  summary: "serve an app, in production",
  positionals: ["<module>"],
  options: listenOptions(host),
  details: [
    "NODE_ENV is production unless it says something else. Flags win over HOST and PORT, these over the module's export",
    '"server" ({ host, port, socket, closeDeadline, ... }).',
    "",
    "SIGTERM and SIGINT stop it: what is under way is answered, then the process ends with 0. A second SIGINT ends it at once.",
  ].join("\n"),
  async run(given) {
    // Before the import: libraries read it when they are loaded.
    process.env.NODE_ENV ||= "production";
    const { app, server } = await loadApp(given.positionals[0] as string);
    const settings = serverSettings(given, server, host);
    return runService(() => listenAndServe(app, settings), {
      ready({ url, app: { logger } }) {
        const docs = docsAddress(url, app.options);
        logger.info({ url, ...(docs === undefined ? {} : { docs }) }, `Listening on ${url}`);
      },
      stopping: ({ app: { logger } }) => logger.info({}, "Stopping: what is under way is finished"),
      stopped: ({ app: { logger } }) => logger.info({}, "Stopped"),
    });
  },
};
