/** `tenon routes <module>`: what an app answers. */
import { commonOptions } from "../app/app-options.ts";
import { placeOperations, placeSockets } from "../routing/place.ts";
import type { Command } from "./command.ts";
import { loadApp } from "./load-app.ts";

export const routes: Command = {
  name: "routes",
  summary: "list the operations and sockets of an app",
  positionals: ["<module>"],
  options: { json: { type: "boolean", help: "as JSON" } },
  async run(given) {
    const { app } = await loadApp(given.positionals[0] as string);
    const record = [app.options.routes, commonOptions(app.options)] as const;
    const operations = placeOperations(...record).map(({ operation, path, id }) => ({
      method: operation.method as string,
      path,
      id,
    }));
    const sockets = placeSockets(...record).map(({ path, id }) => ({ method: "WEBSOCKET", path, id }));
    const rows = [...operations, ...sockets];
    if (given.values.json === true) console.log(JSON.stringify(rows, null, 2));
    else console.log(textOf(rows));
    return 0;
  },
};

function textOf(
  rows: readonly { readonly method: string; readonly path: string; readonly id: string }[],
): string {
  if (rows.length === 0) return "The app has no operations.";
  const header = { method: "METHOD", path: "PATH", id: "OPERATION" };
  const all = [header, ...rows];
  const method = Math.max(...all.map((row) => row.method.length));
  const path = Math.max(...all.map((row) => row.path.length));
  return all.map((row) => `${row.method.padEnd(method)}  ${row.path.padEnd(path)}  ${row.id}`).join("\n");
}
