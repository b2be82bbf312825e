/**
 * Asks the ported apps what FastAPI was asked, through both doors, and compares the answers.
 *
 *     npm run wire                       all of it
 *     npm run wire -- 05 07              only these applications
 *     npm run wire -- --documents        the OpenAPI documents instead
 *     npm run wire -- --remarks          also what differs and does not count
 *
 * Exit 1 when a request fails that is not one of the listed differences.
 */
import type { App } from "tenon";
import { differencesOnPurpose, purposesById } from "./differences.ts";
import { documentDifferences } from "./document.ts";
import { failed, judge, type Verdict } from "./judge.ts";
import { recorded, recordedNames } from "./recorded.ts";
import { tableRows } from "./rows.ts";

const flags = new Set(process.argv.slice(2).filter((word) => word.startsWith("--")));
const words = process.argv.slice(2).filter((word) => !word.startsWith("--"));
const names = recordedNames().filter(
  (name) => words.length === 0 || words.some((word) => name.includes(word)),
);

const rows = tableRows();
const noRow = "no row of the table of differences: ";

process.exitCode = flags.has("--documents") ? await compareDocuments() : await replay();

async function replay(): Promise<number> {
  const purposes = purposesById();
  const verdicts: Verdict[] = [];
  for (const name of names) {
    const data = recorded(name);
    const answered = await portOf(name)
      .then((createPort) => judge(data, createPort, purposes))
      .catch((error: unknown) => failed(data, error instanceof Error ? error.message : String(error)));
    const own = answered.map(onlyForARow);
    verdicts.push(...own);
    report(name, own);
  }
  const unknown =
    words.length > 0 ? [] : [...purposes.keys()].filter((id) => !verdicts.some((it) => idOf(it) === id));
  for (const id of unknown)
    console.log(`  ${id}: is listed as a difference, and no such request was recorded`);
  return summarise(verdicts, unknown.length);
}

/** A difference whose reason is no row of the table is a failure, however well it keeps to what is listed. */
function onlyForARow(verdict: Verdict): Verdict {
  const { purpose, wrongs } = verdict;
  if (purpose === undefined || rows.has(purpose)) return verdict;
  return { ...verdict, wrongs: [...wrongs, `${noRow}${purpose}`] };
}

function report(name: string, verdicts: readonly Verdict[]): void {
  const wrong = verdicts.filter(({ wrongs }) => wrongs.length > 0);
  console.log(`${name}: ${verdicts.length - wrong.length} of ${verdicts.length}`);
  const [first] = wrong;
  if (
    first !== undefined &&
    wrong.length === verdicts.length &&
    new Set(wrong.flatMap(({ wrongs }) => wrongs)).size === 1
  ) {
    console.log(`  all: ${first.wrongs[0]}`);
  } else {
    for (const { request, wrongs } of wrong) {
      console.log(`  ${name}:${request.id}: ${request.method} ${request.path.slice(0, 80)}`);
      for (const line of mergedDoors(wrongs)) console.log(`      ${line}`);
    }
  }
  if (!flags.has("--remarks")) return;
  for (const { request, remarks } of verdicts)
    for (const remark of new Set(remarks)) console.log(`  (${request.id}: ${remark})`);
}

/** What both doors got wrong in the same way is said once. */
function mergedDoors(wrongs: readonly string[]): string[] {
  const sentences = wrongs.map((wrong) => wrong.replace(/^\w+: /, ""));
  return wrongs.length === 2 && sentences[0] === sentences[1] ? [sentences[0] as string] : [...wrongs];
}

function summarise(verdicts: readonly Verdict[], unknown: number): number {
  const bad = verdicts.filter(({ wrongs }) => wrongs.length > 0);
  const good = verdicts.filter(({ wrongs }) => wrongs.length === 0);
  const different = good.filter(({ purpose }) => purpose !== undefined);
  const failures = bad.length + unknown;
  console.log(
    `\n${good.length - different.length} passed, ${failures} failed, ${different.length} differ on purpose (each through both doors)`,
  );
  for (const { reason } of differencesOnPurpose) {
    const count = different.filter(({ purpose }) => purpose === reason).length;
    if (count > 0) console.log(`${String(count).padStart(5)}  ${reason}`);
  }
  const waiting = Map.groupBy(
    bad.filter(({ wrongs }) => wrongs.length === 1 && wrongs[0]?.startsWith(noRow)),
    ({ wrongs }) => (wrongs[0] as string).slice(noRow.length),
  );
  if (waiting.size > 0) console.log("\nFailed only because the table has no such row:");
  for (const [reason, list] of waiting) console.log(`${String(list.length).padStart(5)}  ${reason}`);
  const oneDoor = good.filter(({ impossible }) => impossible.length > 0);
  if (oneDoor.length > 0) {
    const ids = oneDoor.map(idOf).join(", ");
    console.log(
      `\n${oneDoor.length} through Node's door only, because a web Request cannot hold them: ${ids}`,
    );
  }
  return failures === 0 ? 0 : 1;
}

async function compareDocuments(): Promise<number> {
  let differing = 0;
  for (const name of names) {
    const found = await portOf(name)
      .then((createPort) => documentDifferences(recorded(name).openapi, createPort().openapi()))
      .catch((error: unknown) => [error instanceof Error ? error.message : String(error)]);
    console.log(`${name}: ${found.length === 0 ? "the same" : `${found.length} differences`}`);
    for (const line of found) console.log(`  ${line}`);
    differing += found.length;
  }
  console.log(`\n${differing} differences between the documents`);
  return differing === 0 ? 0 : 1;
}

async function portOf(name: string): Promise<() => App> {
  const file = new URL(`apps/${name}.ts`, import.meta.url);
  const port = (await import(file.href).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === "ERR_MODULE_NOT_FOUND")
      throw new Error("there is no port yet");
    throw error;
  })) as { readonly default: () => App };
  return port.default;
}

function idOf({ app, request }: Verdict): string {
  return `${app}:${request.id}`;
}
