/** The type checker's work for generated APIs: `npm run bench:types` in `bench/`. */
import { table } from "../harness/table.ts";
import { instantiations } from "./count.ts";

const rows: string[][] = [["operations", "schemas", "operations", "calls"]];
for (const count of [100, 300, 1000]) {
  const counts: number[] = [];
  for (const stage of ["schemas", "operations", "calls"] as const)
    counts.push(await instantiations(count, stage));
  rows.push([String(count), ...counts.map((value) => value.toLocaleString("en"))]);
}
console.log(table(rows));
