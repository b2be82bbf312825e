/** The linters, each one process for all documents. What they are told to leave out, and why, is in their own configuration. */
import { execFile } from "node:child_process";
import { basename, join } from "node:path";

/** What a linter says against a document, by the name of the document's file. */
export type Complaints = ReadonlyMap<string, readonly string[]>;

const here = import.meta.dirname;

/** `redocly lint`. */
export async function redocly(paths: readonly string[]): Promise<Complaints> {
  const output = await run("redocly", [
    "lint",
    ...paths,
    "--config=redocly.yaml",
    "--format=json",
    "--max-problems=1000",
  ]);
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
  const output = await run("spectral", [
    "lint",
    ...paths,
    "--ruleset=spectral.yaml",
    "--format=json",
    "--quiet",
  ]);
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

/**
 * What a linter writes.
 * @throws {Error} when it ends in another way than with success or with complaints
 */
function run(program: string, args: readonly string[]): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  // Nothing is sent from a test to the makers of a linter.
  const env = { ...process.env, REDOCLY_TELEMETRY: "off", REDOCLY_SUPPRESS_UPDATE_NOTICE: "true" };
  execFile(
    join(here, "node_modules/.bin", program),
    [...args],
    { cwd: here, env, maxBuffer: 64 * 1024 * 1024 },
    (error, stdout, stderr) => {
      if (error === null || error.code === 1) resolve(stdout);
      else reject(new Error(`${program} ended with ${error.code}: ${stderr}`, { cause: error }));
    },
  );
  return promise;
}
