/** `tenon routes <module>`: what an app answers, and what that takes. */
import { commonOptions } from "../app/app-options.ts";
import { buildGraph, type Graph, type GraphNode } from "../depends/graph.ts";
import type { Depends, Needs } from "../depends/need.ts";
import { placeMounts, placeOperations, placeSockets } from "../routing/place.ts";
import type { Command } from "./command.ts";
import { loadApp } from "./load-app.ts";

/** One line of the table. */
interface Row {
  readonly method: string;
  readonly path: string;
  readonly id: string;
  /** What it needs itself. */
  readonly needs: readonly string[];
  /** All that it needs, in the order in which it is resolved: what its routers and its dependencies need as well. */
  readonly dependencies: readonly string[];
  /** What a caller must be allowed to. */
  readonly scopes: readonly string[];
}

export const routes: Command = {
  name: "routes",
  summary: "list the operations and sockets of an app, with the scopes and dependencies they need",
  positionals: ["<module>"],
  options: { json: { type: "boolean", help: "as JSON" } },
  async run(given) {
    const { app } = await loadApp(given.positionals[0] as string);
    const record = [app.options.routes, commonOptions(app.options)] as const;
    const operations = placeOperations(...record).map(({ operation, path, id, guards }) => ({
      ...{ method: operation.method as string, path, id },
      ...declared(id, guards, operation.needs),
    }));
    const sockets = placeSockets(...record).map(({ socket, path, id, guards }) => ({
      ...{ method: "WEBSOCKET", path, id },
      ...declared(id, guards, socket.needs),
    }));
    const mounts = placeMounts(...record).map(({ path, id, guards }) => ({
      ...{ method: "*", path, id },
      ...declared(id, guards, {}),
    }));
    const rows = [...operations, ...sockets, ...mounts];
    const text = given.values.json === true ? JSON.stringify(rows, null, 2) : tableOf(rows);
    await new Promise<void>((resolve) => process.stdout.write(`${text}\n`, () => resolve()));
    return 0;
  },
};

function declared(
  label: string,
  guards: readonly Depends[],
  needs: object,
): Pick<Row, "needs" | "dependencies" | "scopes"> {
  const { nodes, own }: Graph = buildGraph({ label, guards, needs: { ...needs, scope: "run" } as Needs });
  return {
    needs: namesOf(own.map(({ node }) => node)),
    dependencies: namesOf(nodes),
    scopes: [...new Set(nodes.flatMap((node) => node.scopes))],
  };
}

/** Of a choice those that it is between. */
function namesOf(nodes: readonly GraphNode[]): readonly string[] {
  const names = nodes.flatMap(({ dependency, needs }) =>
    dependency === undefined ? namesOf(needs.map(({ node }) => node)) : [dependency.name],
  );
  return [...new Set(names)];
}

function tableOf(rows: readonly Row[]): string {
  if (rows.length === 0) return "The app has no operations.";
  const header = ["METHOD", "PATH", "OPERATION", "SCOPES", "NEEDS"];
  const lines = rows.map(({ method, path, id, scopes, needs }) => [
    ...[method, path, id],
    scopes.join(" ") || "-",
    needs.join(", ") || "-",
  ]);
  const widths = header.map((_, column) =>
    Math.max(...[header, ...lines].map((line) => (line[column] ?? "").length)),
  );
  return [header, ...lines]
    .map((line) =>
      line
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}
