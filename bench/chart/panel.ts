/** One scenario: its title, and a bar for each server. */
import type { ScenarioResult, Server } from "../harness/results.ts";
import { lines, text } from "./drawing.ts";

export const panelWidth = 300;
const titleLineHeight = 15;
/** Two lines: what is shorter stands at the bars. */
const titleHeight = 12 + 2 * titleLineHeight;
/** The characters of a title that fit in a line. */
const titleLength = 40;
const rowHeight = 19;
const barHeight = 12;
const labelWidth = 122;
const figureWidth = 34;
const longest = panelWidth - labelWidth - figureWidth;

/** The height of a scenario's panel. */
export function panelHeight({ servers }: ScenarioResult): number {
  return titleHeight + servers.length * rowHeight;
}

/**
 * Draws a panel at the origin.
 *
 * @throws Error when the scenario's first server is not the hand-written one, which all others are compared with
 */
export function panel(scenario: ScenarioResult, servers: readonly Server[]): string {
  const [byHand] = scenario.servers;
  if (byHand === undefined || byHand.server !== scenario.runtime)
    throw new Error(
      `"${scenario.title}" was measured without the hand-written server, which the chart compares with: leave "${scenario.runtime}" among --servers`,
    );
  const shares = scenario.servers.map(({ server, median }) => ({
    server,
    share: median / byHand.median,
    label:
      servers.find(({ runtime, name }) => runtime === scenario.runtime && name === server)?.title ?? server,
  }));
  const scale = longest / Math.max(...shares.map(({ share }) => share));
  const limit = labelWidth + scale;
  const rows = shares.map(({ server, share, label }, index) => {
    const top = titleHeight + index * rowHeight;
    const length = share * scale;
    const baseline = top + barHeight - 2;
    return [
      text(0, baseline, label),
      `<rect class="${server === "tenon" ? "tenon" : "bar"}" x="${labelWidth}" y="${top}" width="${length.toFixed(1)}" height="${barHeight}" rx="2"/>`,
      text(labelWidth + length + 5, baseline, share.toFixed(2)),
    ].join("\n");
  });
  const bottom = panelHeight(scenario);
  return [
    ...titleOf(scenario),
    `<line class="limit" x1="${limit.toFixed(1)}" y1="${titleHeight - 4}" x2="${limit.toFixed(1)}" y2="${bottom}"/>`,
    ...rows,
  ].join("\n");
}

function titleOf({ title }: ScenarioResult): readonly string[] {
  const broken = lines(title, titleLength);
  const last = titleHeight - 12;
  return broken.map((line, index) =>
    text(0, last - (broken.length - 1 - index) * titleLineHeight, line, "panel"),
  );
}
