/** The HTTP suite on each runtime, each a process of its own that answers over a socket. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { runtimes } from "./bundle.ts";
import { inabilities } from "./cannot.ts";
import { runSuite } from "./run-suite.ts";
import type { TestReport } from "./suite/run.ts";

const suiteFiles = readdirSync(join(import.meta.dirname, "../../packages/tenon/tests/http")).filter((name) =>
  name.endsWith(".test.ts"),
);

for (const runtime of runtimes) {
  const reports = await runSuite(runtime);
  const known = inabilities.filter((one) => one.runtime === runtime);
  const isKnown = ({ file, name }: TestReport) =>
    known.some((one) => one.file === file && one.tests.test(name));

  describe(runtime, () => {
    for (const report of reports.filter((one) => !isKnown(one))) {
      test.skipIf(report.state !== "pass" && report.state !== "fail")(
        `${report.file}: ${report.name}`,
        () => {
          if (report.state === "fail") throw new Error(report.error ?? "The test could not be set up");
        },
      );
    }

    test("ran every file of the suite", () => {
      const ran = new Set(reports.map(({ file }) => file));
      expect(suiteFiles.filter((name) => !ran.has(name))).toEqual([]);
    });

    test.each(known)("cannot, and docs/runtimes.md says so: $reason ($file)", ({ file, tests, reason }) => {
      const found = reports.filter((report) => report.file === file && tests.test(report.name));
      expect(found.map(({ state }) => state)).toContain("fail");
      expect(readFileSync(join(import.meta.dirname, "../../docs/runtimes.md"), "utf8")).toContain(reason);
    });
  });
}
