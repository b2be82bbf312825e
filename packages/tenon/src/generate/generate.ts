/** Generating code into a project: plan everything, then write all of it or nothing. */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { Changes } from "./changes.ts";
import { planDependency } from "./dependency.ts";
import { readFields } from "./fields.ts";
import { GenerationError } from "./generation-error.ts";
import { planJob } from "./job.ts";
import { namesOf, pluralOf } from "./names.ts";
import { planResource } from "./resource.ts";
import { format, migrate } from "./tools.ts";

/** What can be generated. */
export const kinds = ["resource", "job", "dependency"] as const;
export type Kind = (typeof kinds)[number];

/** What is asked for. */
export interface GenerateOptions {
  readonly kind: Kind;
  readonly name: string;
  /** `title:string`, ...; of a resource. */
  readonly fields: readonly string[];
  /** Where the regular plural is wrong. */
  readonly plural?: string | undefined;
  /** The folder of the project. */
  readonly project: string;
}

/**
 * Writes files into a project and formats them in its style.
 *
 * @returns their paths
 * @throws {GenerationError} when there is something of that name, or something is missing: nothing is changed then
 */
export async function generate(options: GenerateOptions): Promise<string[]> {
  const { kind, project } = options;
  const changes = new Changes(project);
  const name = namesOf(options.name);
  if (kind !== "resource" && options.fields.length > 0)
    throw new GenerationError(`A ${kind} has no fields: tenon generate ${kind} ${name.kebab}`);
  if (kind === "job") planJob(changes, name);
  if (kind === "dependency") planDependency(changes, name);
  if (kind !== "resource") {
    await changes.write(() => format(project, changes.paths));
    return changes.paths;
  }
  const many = namesOf(options.plural ?? pluralOf(name));
  planResource(changes, {
    one: name,
    many,
    fields: readFields(options.fields),
    version: newestVersion(project),
  });
  await changes.write(() => migrate(project, many.snake, () => format(project, changes.paths)));
  return [...changes.paths, "migrations/"];
}

/** The newest version of the API: `app/api/v1`. */
function newestVersion(project: string): string {
  const api = join(project, "app/api");
  let entries: string[] = [];
  try {
    entries = readdirSync(api);
  } catch (cause) {
    throw new GenerationError(
      `There is no ${api}: run this in the folder of a project that "npm create tenon" made.`,
      {
        cause,
      },
    );
  }
  const versions = entries
    .filter((it) => /^v\d+$/.test(it))
    .sort((a, b) => Number(a.slice(1)) - Number(b.slice(1)));
  const newest = versions.at(-1);
  if (newest === undefined)
    throw new GenerationError(`${api} has no version of the API (v1): nothing was changed.`);
  return newest;
}
