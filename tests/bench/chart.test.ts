/** The chart of the README is drawn from the results and from nothing else. The figures of the sample are invented for this test. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { chart } from "../../bench/chart/chart.ts";
import { panelWidth } from "../../bench/chart/panel.ts";
import type { Results } from "../../bench/harness/results.ts";

const results = JSON.parse(
  readFileSync(new URL("fixtures/results.json", import.meta.url), "utf8"),
) as Results;
const svg = chart(results);

/** The texts of a drawing, as they are read. */
function texts(drawing: string): string[] {
  const plain = (text: string) =>
    text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&quot;", '"').replaceAll("&amp;", "&");
  return [...drawing.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, text = ""]) => plain(text));
}

/** The lengths of all bars, panel by panel. */
function bars(drawing: string): number[][] {
  return drawing
    .split("<g ")
    .slice(1)
    .map((panel) =>
      [...panel.matchAll(/<rect class="(?:bar|tenon)"[^>]* width="([\d.]+)"/g)].map(([, length]) =>
        Number(length),
      ),
    );
}

test("every element is closed in its turn, and nothing of the results is taken for markup", () => {
  const open: string[] = [];
  for (const [, closing, name, own] of svg.matchAll(/<(\/?)([a-z]+)[^<>]*?(\/?)>/g)) {
    if (own === "/") continue;
    if (closing === "/") expect(open.pop()).toBe(name);
    else open.push(name as string);
  }
  expect(open).toEqual([]);
  expect(svg).not.toContain("<9000>");
  expect(texts(svg)).toContain("Slow <one>");
});

test("a bar is as long as its share of the hand-written server, in every scenario that was measured", () => {
  const [ping, item, onBun] = bars(svg) as [number[], number[], number[]];
  const shares = ([byHand = 0, ...others]: number[]) =>
    others.map((length) => Math.round((length / byHand) * 100));
  expect(bars(svg)).toHaveLength(3);
  expect(shares(ping)).toEqual([90, 25]);
  expect(shares(item)).toEqual([100, 13]);
  expect(shares(onBun)).toEqual([50, 200]);
  for (const length of [ping, item, onBun].flat()) expect(length).toBeLessThan(panelWidth);
  expect(texts(svg)).toEqual(expect.arrayContaining(["1.00", "0.90", "0.25", "0.50", "2.00"]));
});

test("the machine, the versions, the day and the way of measuring stand on it", () => {
  const said = texts(svg).join(" ");
  expect(said).toContain("Sample & Sons <9000>, 2 cores, 8 GiB, Linux 1.0");
  expect(said).toContain("2001-02-03");
  expect(said).toContain("wrk, 64 connections");
  for (const { title, version } of results.servers) expect(said).toContain(`${title} ${version}`);
});

test("colours follow the page: light and dark", () => {
  const [light = "", dark = ""] = svg.split("@media (prefers-color-scheme: dark)");
  for (const name of ["text", ".small", ".page", ".bar", ".tenon", ".limit"]) {
    expect(light).toContain(`${name} {`);
    expect(dark).toContain(`${name} {`);
  }
});

test("results without a scenario, or without the hand-written server, are refused", () => {
  expect(() => chart({ ...results, scenarios: [] })).toThrow("run `npm run bench` first");
  const without = results.scenarios.map((it) => ({ ...it, servers: it.servers.slice(1) }));
  expect(() => chart({ ...results, scenarios: without })).toThrow(/"node" among --servers/);
});
