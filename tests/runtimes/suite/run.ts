/** Runs the test files one after the other in this process, with Vitest's own runner. */
import { type Suite, startTests, type Task, type VitestRunner } from "@vitest/runner";
import { files } from "./files.ts";

/** What became of one test, as a line of JSON. */
export interface TestReport {
  readonly file: string;
  /** The groups it is in, then its own name. */
  readonly name: string;
  /** `pass`, `fail`, or how it was left out. */
  readonly state: string;
  readonly error?: string;
}

const runner: VitestRunner = {
  importFile: (path) => files[path]?.(),
  config: {
    root: "/",
    setupFiles: [],
    name: undefined,
    passWithNoTests: false,
    testNamePattern: undefined,
    allowOnly: false,
    sequence: { seed: 1, hooks: "stack", setupFiles: "list" },
    chaiConfig: undefined,
    maxConcurrency: 1,
    testTimeout: 40_000,
    hookTimeout: 40_000,
    retry: 0,
    includeTaskLocation: false,
    tags: [],
    tagsFilter: undefined,
    strictTags: false,
  },
};

/** Runs everything, and ends with a line that says so. */
export async function run(write: (line: string) => unknown): Promise<void> {
  for (const path of Object.keys(files)) {
    for (const file of await startTests([path], runner)) {
      const broken = file.result?.errors ?? [];
      const reports = [...testsOf(file, path, [])];
      if (reports.length === 0 || broken.length > 0)
        reports.push({ file: path, name: "the file itself", state: "fail", error: textOf(broken) });
      for (const report of reports) await write(`${JSON.stringify(report)}\n`);
    }
  }
  await write("done\n");
}

function* testsOf(suite: Suite, file: string, groups: readonly string[]): Generator<TestReport> {
  for (const task of suite.tasks) {
    const names = [...groups, task.name];
    if (task.type === "suite") yield* testsOf(task, file, names);
    else yield { file, name: names.join(" > "), ...outcomeOf(task) };
  }
}

function outcomeOf({ mode, result }: Task): Pick<TestReport, "state" | "error"> {
  const errors = result?.errors ?? [];
  // One whose group could not be set up has not run.
  const state = mode === "run" && result?.state !== "pass" ? "fail" : (result?.state ?? mode);
  return errors.length === 0 ? { state } : { state, error: textOf(errors) };
}

function textOf(errors: readonly { readonly message: string; readonly stack?: string }[]): string {
  return errors.map(({ message, stack }) => `${message}\n${stack ?? ""}`).join("\n");
}
