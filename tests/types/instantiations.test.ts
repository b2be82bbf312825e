/** What the type checker has to do for an API grows with its operations and no faster. Counts are exact: no time is looked at. */
import { expect, test } from "vitest";
import { instantiations } from "../../bench/types/count.ts";
import type { Stage } from "../../bench/types/generated-api.ts";

const sizes = [100, 300, 1000] as const;

/** Instantiations for each further operation, from one size to the next. */
async function perOperation(stage: Stage): Promise<readonly [number, number]> {
  const counts: number[] = [];
  for (const size of sizes) counts.push(await instantiations(size, stage));
  const [small = 0, middle = 0, large = 0] = counts;
  return [(middle - small) / (sizes[1] - sizes[0]), (large - middle) / (sizes[2] - sizes[1])];
}

test("an operation costs at most 870 above its schemas, with a call of it 1,600, and the thousandth no more", {
  timeout: 300_000,
}, async () => {
  const schemas = await perOperation("schemas");
  const operations = await perOperation("operations");
  const calls = await perOperation("calls");
  for (const step of [0, 1] as const) {
    expect(operations[step] - schemas[step]).toBeLessThanOrEqual(870);
    expect(calls[step] - schemas[step]).toBeLessThanOrEqual(1600);
  }
  expect(operations[1]).toBeLessThan(operations[0] * 1.05);
  expect(calls[1]).toBeLessThan(calls[0] * 1.05);
});
