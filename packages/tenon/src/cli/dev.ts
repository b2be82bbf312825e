/** `tenon dev <module>`: serves an app on this machine, and starts it again when a file changes. */

import { existsSync } from "node:fs";
import { dirname, relative, resolve } from "node:path";
import { type Command, CommandError, type Given } from "./command.ts";
import { compileCacheFolder } from "./compile-cache.ts";
import { logOutput } from "./log-output.ts";
import { type ChildMessage, developmentHost } from "./serve-child.ts";
import { listenOptions } from "./server-settings.ts";
import { Supervisor } from "./supervisor.ts";
import { watchFolder } from "./watch-folder.ts";

export const dev: Command = {
  name: "dev",
  summary: "serve an app on this machine, and start it again when a file changes",
  positionals: ["<module>"],
  options: listenOptions(developmentHost),
  details: [
    "Watches the folder of the module and the .env file here; node_modules, dist and folders whose names begin with a dot are",
    "left out. Logs are made readable by pino-pretty where the project has it.",
  ].join("\n"),
  async run(given) {
    const module = given.positionals[0] as string;
    const file = resolve(module);
    if (!existsSync(file)) throw new CommandError(`There is no file ${module} (looked for ${file}).`);
    process.env.NODE_ENV ||= "development";
    const { promise: ended, resolve: end } = Promise.withResolvers<number>();
    const supervisor = new Supervisor({
      args: ["serve-child", module, ...flagsOf(given)],
      env: { NODE_COMPILE_CACHE: compileCacheFolder(dirname(file)), ...process.env },
      output: await logOutput(file),
      told: announce,
      // Waiting for a change of the sources would not free the port.
      hopeless: () => end(1),
    });
    const watchers = [
      watchFolder(dirname(file), (path) => restart(supervisor, path)),
      watchFolder(process.cwd(), (path) => restart(supervisor, path), { only: /^\.env/, deep: false }),
    ];
    stopOnSignals(supervisor, end);
    supervisor.start();
    const code = await ended;
    for (const watcher of watchers) watcher.close();
    return code;
  },
};

function restart(supervisor: Supervisor, path: string): void {
  console.log(`\n  ${relative(process.cwd(), path)} changed: starting again`);
  supervisor.restart();
}

function announce(message: ChildMessage): void {
  if (message.kind !== "listening") return;
  const docs = message.docs === undefined ? "" : `\n  Docs  ${message.docs}`;
  console.log(`\n  API   ${message.url}${docs}\n`);
}

/** A terminal's Ctrl-C reaches the child by itself, and SIGTERM does not count as a second one there. */
function stopOnSignals(supervisor: Supervisor, end: (code: number) => void): void {
  const stop = (): void => {
    void supervisor.stop().then(() => end(0));
  };
  process.on("SIGINT", stop);
  process.on("SIGTERM", stop);
  process.on("SIGHUP", stop);
}

function flagsOf({ values }: Given): string[] {
  return Object.entries(values).flatMap(([name, value]) =>
    typeof value === "string" ? [`--${name}=${value}`] : [],
  );
}
