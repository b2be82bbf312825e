/** The linters, each one process for all documents. What they are told to leave out, and why, is in their own configuration. */
import { basename } from "node:path";
import { runTool } from "./run-tool.ts";

/** What a linter says against a document, by the name of the document's file. */
export type Complaints = ReadonlyMap<string, readonly string[]>;

/** `redocly lint`. */
export async function redocly(paths: readonly string[]): Promise<Complaints> {
  const output = await runTool(
    "redocly",
    ["lint", ...paths, "--config=redocly.yaml", "--format=json", "--max-problems=1000"],
    1,
  );
  // It writes one JSON text after another, one a document.
  const reports = JSON.parse(`[${output.replaceAll("\n}{", "\n},{")}]`) as RedoclyReport[];
  const problems = reports.flatMap((report) => report.problems);
  return byDocument(
    problems.map(({ severity, ruleId, message, location: [place] }) => ({
      path: place?.source.ref ?? "",
      text: `${severity} ${ruleId} at ${place?.pointer}: ${message}`,
    })),
  );
}

/** `spectral lint`, with the rules of `spectral:oas`. */
export async function spectral(paths: readonly string[]): Promise<Complaints> {
  const output = await runTool(
    "spectral",
    ["lint", ...paths, "--ruleset=spectral.yaml", "--format=json", "--quiet"],
    1,
  );
  const problems = JSON.parse(output) as SpectralProblem[];
  return byDocument(
    problems.map(({ severity, code, message, path, source }) => ({
      path: source,
      text: `${["error", "warn", "info", "hint"][severity]} ${code} at ${path.join(".")}: ${message}`,
    })),
  );
}

interface RedoclyReport {
  readonly problems: readonly {
    readonly severity: string;
    readonly ruleId: string;
    readonly message: string;
    readonly location: readonly { readonly source: { readonly ref: string }; readonly pointer?: string }[];
  }[];
}

interface SpectralProblem {
  readonly severity: number;
  readonly code: string;
  readonly message: string;
  readonly path: readonly (string | number)[];
  readonly source: string;
}

function byDocument(problems: readonly { readonly path: string; readonly text: string }[]): Complaints {
  return new Map(
    [...Map.groupBy(problems, ({ path }) => basename(path, ".json"))].map(([name, found]) => [
      name,
      found.map(({ text }) => text),
    ]),
  );
}
