/** Results as a person reads them in a terminal. */
import { isKept } from "../growth/measure.ts";
import { type Goal, type Results, reached, type ScenarioResult } from "./results.ts";
import type { Measured } from "./rounds.ts";
import { table } from "./table.ts";

/** Below this share of the time on the processor, it was not the server that set the pace. */
const saturated = 0.9;

/** What was measured, on what. */
export function heading({
  machine,
  loadGenerator,
  connections,
  servers,
}: Omit<Results, "scenarios" | "growth">): string {
  const { processor, cores, system, pinned, loadAtStart } = machine;
  return [
    `${processor}, ${cores} cores, ${system}; Node ${process.versions.node}`,
    `${loadGenerator}, ${connections} connections; ${pinned ? "the servers on one core, the load on another" : "NOT pinned to cores"}`,
    ...byRuntime(servers),
    ...(loadAtStart > 0.5
      ? [`Others were busy on this machine (load ${loadAtStart}): trust no figure below.`]
      : []),
  ].join("\n");
}

function byRuntime(servers: Results["servers"]): readonly string[] {
  return Object.entries(Object.groupBy(servers, ({ runtime }) => runtime)).map(
    ([runtime, its]) => `on ${runtime}: ${its.map(({ title, version }) => `${title} ${version}`).join(", ")}`,
  );
}

/** One scenario: every server, then Tenon's ratios. */
export function scenarioReport(result: ScenarioResult): string {
  const rows = [
    ["", "requests/s", "spread", "cpu µs", "busy", "p50 µs", "p99 µs"],
    ...result.servers.map(serverRow),
  ];
  return `\n${result.title}\n${indented(table(rows))}\n${notes(result.servers)}${indented(goalsTable(result.goals))}`;
}

function serverRow({ server, median, spread, cpuMicros, busy, rounds }: Measured): readonly string[] {
  const middle = rounds[Math.floor(rounds.length / 2)];
  return [
    server,
    Math.round(median).toLocaleString("en"),
    percent(spread),
    cpuMicros?.toFixed(1) ?? "-",
    busy === undefined ? "-" : percent(busy),
    String(middle?.p50 ?? "-"),
    String(middle?.p99 ?? "-"),
  ];
}

function notes(servers: readonly Measured[]): string {
  const idle = servers
    .filter(({ busy }) => busy !== undefined && busy < saturated)
    .map(({ server }) => server);
  return idle.length === 0 ? "" : `  Not at their limit, so compare them by cpu µs: ${idle.join(", ")}\n`;
}

function goalsTable(goals: readonly Goal[]): string {
  return table([
    ["ratio to", "requests/s", "by cpu", "goal", ""],
    ...goals.map((it) => [
      it.against,
      it.ratio.toFixed(2),
      it.cpuRatio?.toFixed(2) ?? "-",
      it.goal?.toFixed(2) ?? "",
      it.goal === undefined ? "" : reached(it) ? "pass" : "MISS",
    ]),
  ]);
}

/** All goals in one line. */
export function total({ scenarios, growth }: Pick<Results, "scenarios" | "growth">): string {
  const ratios = scenarios.flatMap(({ goals }) => goals).filter(({ goal }) => goal !== undefined);
  const passed = ratios.filter(reached).length + growth.filter(isKept).length;
  return `\n${passed} of ${ratios.length + growth.length} goals reached`;
}

const percent = (share: number): string => `${Math.round(share * 100)} %`;

const indented = (text: string): string => text.replaceAll(/^/gm, "  ");
