/** The table of differences in docs/coming-from-fastapi.md: what it does not say is no reason to differ. */
import { readFileSync } from "node:fs";

/** What the second column of the table says of Tenon, row by row. */
export function tableRows(): ReadonlySet<string> {
  const text = readFileSync(new URL("../../docs/coming-from-fastapi.md", import.meta.url), "utf8");
  const table = text.slice(text.indexOf("## Where Tenon differs on purpose"));
  const rows = table.split("\n").filter((line) => line.startsWith("| "));
  return new Set(rows.map((row) => row.split(/(?<!\\) \| |(?<!\\) \|$/)[1]?.trim() ?? ""));
}
