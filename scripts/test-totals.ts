/** Adds up Vitest's JSON reports (the arguments) and prints "N passed, N failed" alone on a line. */
import { readFile } from "node:fs/promises";

interface Report {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly testResults: readonly { readonly status: string; readonly assertionResults: readonly unknown[] }[];
}

let passed = 0;
let failed = 0;
for (const path of process.argv.slice(2)) {
  const report = await read(path);
  passed += report?.numPassedTests ?? 0;
  failed += report === undefined ? 1 : report.numFailedTests + filesThatDidNotLoad(report);
}
console.log(`${passed} passed, ${failed} failed`);

/** A run that died before it could report counts as one failure. */
async function read(path: string): Promise<Report | undefined> {
  const text = await readFile(path, "utf8").catch(() => undefined);
  return text === undefined ? undefined : JSON.parse(text);
}

function filesThatDidNotLoad({ testResults }: Report): number {
  return testResults.filter((file) => file.status === "failed" && file.assertionResults.length === 0).length;
}
