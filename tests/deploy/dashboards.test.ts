/** Dashboards and rules: whole files, and only metrics that the service has. */
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { allQueries, dashboards } from "./dashboards.ts";
import { deploy, read, readYaml } from "./files.ts";

interface Rules {
  readonly groups: readonly {
    readonly rules: readonly { readonly record?: string; readonly alert?: string; readonly expr: string }[];
  }[];
}

const rules = readdirSync(join(deploy, "prometheus/rules")).flatMap((file) =>
  readYaml<Rules>(`prometheus/rules/${file}`).groups.flatMap((group) => group.rules),
);

/** The names of the documentation, histograms with their parts, and the series that rules record. */
const known = new Set(["up", ...rules.map(({ record }) => record), ...documented()]);

function documented(): string[] {
  const page = readFileSync(resolve(import.meta.dirname, "../../docs/metrics.md"), "utf8");
  const names = [...page.matchAll(/^\| (`[a-z0-9_]+`.*?) \|/gm)].flatMap(([, cell = ""]) => {
    const [first = "", ...others] = [...cell.matchAll(/`([a-z0-9_]+)`/g)].map(([, name = ""]) => name);
    // "`..._p50_seconds`, `_p90_`": the same name with another middle.
    return [first, ...others.map((it) => (it.startsWith("_") ? first.replace(/_p50_/, it) : it))];
  });
  return names.flatMap((name) => [name, ...["_bucket", "_sum", "_count"].map((part) => name + part)]);
}

/** What a query names: words that are followed by no parenthesis and stand in no braces, strings or groupings. */
function metricsOf(expr: string): string[] {
  const bare = expr
    .replace(/\{[^}]*\}/g, "")
    .replace(/\[[^\]]*\]/g, "")
    .replace(/\b(by|on|without|ignoring|group_left|group_right) *\([^)]*\)/g, "");
  const words = bare.match(/[a-zA-Z_][a-zA-Z0-9_:]*(?! *\()\b(?! *\()/g) ?? [];
  return words.filter((word) => !/^(or|and|unless|bool|offset)$/.test(word));
}

test("a query's metrics are found", () => {
  expect(
    metricsOf('sum by (a) (rate(x_total{b="c d"}[5m])) / on (a) (x:y:rate5m or vector(0)) > 0.5'),
  ).toEqual(["x_total", "x:y:rate5m"]);
});

test("rules and dashboards ask for metrics that the service has", () => {
  const expressions = [...allQueries(), ...rules].map(({ expr }) => expr);
  const asked = new Set(expressions.flatMap(metricsOf));
  expect(asked.size).toBeGreaterThan(25);
  expect([...asked].filter((name) => !known.has(name))).toEqual([]);
});

test("every alert says whom it wakes, and what has happened", () => {
  const alerts = rules.filter(({ alert }) => alert !== undefined);
  expect(alerts.length).toBeGreaterThan(10);
  for (const alert of alerts) {
    expect(alert).toMatchObject({
      labels: { severity: expect.stringMatching(/^(page|ticket)$/) },
      annotations: { summary: expect.any(String) },
    });
  }
});

test("every alert has a test in which it fires", () => {
  const tests = readdirSync(join(deploy, "prometheus/tests")).map((file) => read(`prometheus/tests/${file}`));
  const fired = tests.flatMap((text) =>
    [...text.matchAll(/alertname: (\w+)\n\s+eval_time: .*\n\s+exp_alerts:\n/g)].map(([, name]) => name),
  );
  const alerts = rules.flatMap(({ alert }) => alert ?? []);
  expect(alerts.filter((alert) => !fired.includes(alert))).toEqual([]);
});

test.each([...dashboards])("%s is a whole dashboard", (_, dashboard) => {
  expect(dashboard.uid).toMatch(/^service-/);
  const ids = dashboard.panels.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  for (const { type, title, targets = [], gridPos } of dashboard.panels) {
    expect(title).not.toBe("");
    expect([title, targets.length > 0]).toEqual([title, type !== "row"]);
    expect(gridPos.x + gridPos.w).toBeLessThanOrEqual(24);
  }
  const cells = dashboard.panels.flatMap(({ gridPos: { x, y, w, h } }) =>
    Array.from({ length: w * h }, (_, nth) => `${x + (nth % w)}:${y + Math.floor(nth / w)}`),
  );
  expect(new Set(cells).size).toBe(cells.length);
});

test("dashboards use only variables that they have", () => {
  for (const { templating, panels } of dashboards.values()) {
    const names = templating.list.map(({ name }) => name);
    const used = [...JSON.stringify([panels, templating]).matchAll(/\$\{?(\w+)/g)].map(
      ([, name = ""]) => name,
    );
    expect([...new Set(used)].filter((name) => !name.startsWith("__") && !names.includes(name))).toEqual([]);
  }
});
