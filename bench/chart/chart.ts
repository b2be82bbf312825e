/**
 * Results as a picture: for each scenario a panel, in it a bar for each server, as long as its share of what the hand-written one
 * did. It says itself what was measured on what, and is readable on a light page and on a dark one.
 */
import type { Results, ScenarioResult } from "../harness/results.ts";
import { escaped, lines, type Placed, text } from "./drawing.ts";
import { panel, panelHeight, panelWidth } from "./panel.ts";

const columns = 3;
const gap = 24;
const margin = 20;
const width = 2 * margin + columns * panelWidth + (columns - 1) * gap;
/** The characters of the small print that fit in a line. */
const smallPrint = 150;

const style = `
  text { font: 12px system-ui, -apple-system, "Segoe UI", Helvetica, Arial, sans-serif; fill: #1f2328 }
  .heading { font-size: 16px; font-weight: 600 }
  .panel { font-weight: 600 }
  .small { font-size: 10.5px; fill: #59636e }
  .page { fill: #ffffff }
  .bar { fill: #afb8c1 }
  .tenon { fill: #0969da }
  .limit { stroke: #59636e; stroke-dasharray: 2 3 }
  @media (prefers-color-scheme: dark) {
    text { fill: #f0f6fc }
    .small { fill: #9198a1 }
    .page { fill: #0d1117 }
    .bar { fill: #656c76 }
    .tenon { fill: #4493f8 }
    .limit { stroke: #9198a1 }
  }
`;

/**
 * Draws the chart of a run.
 *
 * @returns an SVG document
 * @throws Error when the run measured nothing that has a hand-written server beside it
 */
export function chart(results: Results): string {
  const { scenarios } = results;
  if (scenarios.length === 0) throw new Error("These results hold no scenario: run `npm run bench` first");
  const header = headerOf(results);
  const body = panelsOf(results, header.height);
  const footer = footerOf(results, header.height + body.height);
  const height = header.height + body.height + footer.height;
  const title = "Tenon beside other frameworks: requests a second";
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="title">
<title id="title">${escaped(title)}</title>
<style>${style}</style>
<rect class="page" width="${width}" height="${height}" rx="8"/>
${header.svg}
${body.svg}
${footer.svg}
</svg>
`;
}

function headerOf({ effort }: Results): Placed {
  const { rounds, roundSeconds } = effort;
  const how = `Requests a second as a share of the hand-written server's, which is 1. Longer is faster. Medians of ${rounds} rounds of ${roundSeconds} s, servers in turns.`;
  return {
    svg: [text(margin, 34, "Tenon beside other frameworks", "heading"), text(margin, 54, how, "small")].join(
      "\n",
    ),
    height: 72,
  };
}

function panelsOf({ scenarios, servers }: Results, top: number): Placed {
  const rows = rowsOf(scenarios);
  let height = 0;
  const drawn: string[] = [];
  for (const row of rows) {
    for (const [column, scenario] of row.entries()) {
      const left = margin + column * (panelWidth + gap);
      drawn.push(`<g transform="translate(${left} ${top + height})">\n${panel(scenario, servers)}\n</g>`);
    }
    height += Math.max(...row.map(panelHeight)) + gap;
  }
  return { svg: drawn.join("\n"), height };
}

/** As many panels to a row as fit; a runtime begins a new row. */
function rowsOf(scenarios: readonly ScenarioResult[]): readonly (readonly ScenarioResult[])[] {
  const rows: ScenarioResult[][] = [];
  for (const scenario of scenarios) {
    const last = rows.at(-1);
    if (last === undefined || last.length === columns || last[0]?.runtime !== scenario.runtime)
      rows.push([scenario]);
    else last.push(scenario);
  }
  return rows;
}

function footerOf(
  { machine, measuredAt, loadGenerator, connections, servers }: Results,
  top: number,
): Placed {
  const { processor, cores, memoryGiB, system, pinned } = machine;
  const versions = [...new Set(servers.map(({ title, version }) => `${title} ${version}`))];
  const said = [
    ...lines(
      `${processor}, ${cores} cores, ${memoryGiB} GiB, ${system}. Load by ${loadGenerator}, ${connections} connections, ${
        pinned ? "servers on one core, load on another" : "not pinned to cores"
      }. Measured on ${measuredAt.slice(0, 10)}.`,
      smallPrint,
    ),
    ...lines(`${versions.join(", ")}.`, smallPrint),
  ];
  const lineHeight = 15;
  return {
    svg: said.map((line, index) => text(margin, top + 10 + index * lineHeight, line, "small")).join("\n"),
    height: 10 + said.length * lineHeight + margin / 2,
  };
}
