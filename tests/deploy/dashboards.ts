/** The queries of the shipped dashboards. */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { deploy, read } from "./files.ts";

/** A query, and where it stands. */
export interface Query {
  readonly dashboard: string;
  readonly panel: string;
  readonly expr: string;
}

/** A dashboard, as far as these tests look at it. */
export interface Dashboard {
  readonly uid: string;
  readonly title: string;
  readonly templating: {
    readonly list: readonly { readonly name: string; readonly type: string; readonly definition?: string }[];
  };
  readonly annotations: { readonly list: readonly { readonly name: string; readonly expr: string }[] };
  readonly panels: readonly {
    readonly id: number;
    readonly type: string;
    readonly title: string;
    readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
    readonly targets?: readonly { readonly refId: string; readonly expr: string }[];
  }[];
}

/** The dashboards, by file name. */
export const dashboards: ReadonlyMap<string, Dashboard> = new Map(
  readdirSync(join(deploy, "grafana/dashboards")).map((file) => [
    file,
    JSON.parse(read(`grafana/dashboards/${file}`)),
  ]),
);

/** All queries, with Grafana's variables as they are when everything is chosen. */
export function allQueries(): Query[] {
  return [...dashboards].flatMap(([dashboard, { panels, annotations }]) => [
    ...panels.flatMap(({ title, targets = [] }) =>
      targets.map(({ refId, expr }) => ({ dashboard, panel: `${title} (${refId})`, expr: resolved(expr) })),
    ),
    ...annotations.list.map(({ name, expr }) => ({ dashboard, panel: name, expr: resolved(expr) })),
  ]);
}

function resolved(expr: string): string {
  return expr.replace(/\$__(rate_interval|range)/g, "1m").replace(/"\$\w+"/g, '".*"');
}
