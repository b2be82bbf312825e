/** Says what became of it all: the failures, what was counted, and why what differs on purpose does so. */
import { differencesOnPurpose } from "./differences.ts";
import { documentDifferencesOnPurpose } from "./document-differences.ts";
import { tableRows } from "./rows.ts";
import type { Verdict } from "./verdict.ts";

const rows = tableRows();
const noRow = "no row of the table of differences: ";

/** A difference whose reason is no row of the table is a failure, however well it keeps to what is listed. */
export function onlyForARow(verdict: Verdict): Verdict {
  const missing = verdict.purposes.filter((purpose) => !rows.has(purpose));
  if (missing.length === 0) return verdict;
  return { ...verdict, wrongs: [...verdict.wrongs, ...missing.map((purpose) => noRow + purpose)] };
}

/** Says what is wrong with an application; with `remarks`, what differs and does not count, too. */
export function report(name: string, verdicts: readonly Verdict[], remarks: boolean): void {
  const wrong = verdicts.filter(({ wrongs }) => wrongs.length > 0);
  console.log(`${name}: ${verdicts.length - wrong.length} of ${verdicts.length}`);
  const sentences = new Set(wrong.flatMap(({ wrongs }) => wrongs));
  if (wrong.length > 1 && wrong.length === verdicts.length && sentences.size === 1) {
    console.log(`  all: ${[...sentences][0]}`);
  } else {
    for (const { id, title, wrongs } of wrong) {
      console.log(`  ${name}:${id}${title === "" ? "" : `: ${title}`}`);
      for (const line of mergedDoors(wrongs)) console.log(`      ${line}`);
    }
  }
  if (!remarks) return;
  for (const { id, remarks: said } of verdicts)
    for (const remark of new Set(said)) console.log(`  (${id}: ${remark})`);
}

/** What both doors got wrong in the same way is said once. */
function mergedDoors(wrongs: readonly string[]): string[] {
  const sentences = wrongs.map((wrong) => wrong.replace(/^(?:node|fetch): /, ""));
  return wrongs.length === 2 && sentences[0] === sentences[1] ? [sentences[0] as string] : [...wrongs];
}

/** Says the counts and the reasons; gives the number of failures. `unknown` are listed differences that nothing shows. */
export function summarise(verdicts: readonly Verdict[], unknown: readonly string[]): number {
  for (const id of unknown)
    console.log(`  ${id}: is listed as a difference, and no such request was recorded`);
  const bad = verdicts.filter(({ wrongs }) => wrongs.length > 0);
  const good = verdicts.filter(({ wrongs }) => wrongs.length === 0);
  const different = good.filter(({ purposes }) => purposes.length > 0);
  const failures = bad.length + unknown.length;
  const documented = verdicts.filter(({ id }) => id.startsWith("document ")).length;
  console.log(
    `\n${good.length - different.length} passed, ${failures} failed, ${different.length} differ on purpose ` +
      `(${verdicts.length - documented} requests through both doors, ${documented} operations of documents)`,
  );
  sayReasons(different);
  sayMissingRows(bad);
  sayOneDoor(good);
  return failures;
}

function sayReasons(different: readonly Verdict[]): void {
  const listed = [...differencesOnPurpose, ...documentDifferencesOnPurpose].map(({ reason }) => reason);
  for (const reason of new Set(listed)) {
    const count = different.filter(({ purposes }) => purposes.includes(reason)).length;
    if (count > 0) console.log(`${String(count).padStart(5)}  ${reason}`);
  }
}

function sayMissingRows(bad: readonly Verdict[]): void {
  const waiting = Map.groupBy(
    bad.filter(({ wrongs }) => wrongs.every((wrong) => wrong.startsWith(noRow))),
    ({ wrongs }) => (wrongs[0] as string).slice(noRow.length),
  );
  if (waiting.size === 0) return;
  console.log("\nFailed only because the table has no such row:");
  for (const [reason, list] of waiting) console.log(`${String(list.length).padStart(5)}  ${reason}`);
}

function sayOneDoor(good: readonly Verdict[]): void {
  const oneDoor = good.filter(({ impossible }) => impossible.length > 0);
  if (oneDoor.length === 0) return;
  const ids = oneDoor.map(({ app, id }) => `${app}:${id}`).join(", ");
  console.log(
    `\n${oneDoor.length} through one door only, because a web Request cannot hold them or Node's parser refuses them: ${ids}`,
  );
}
