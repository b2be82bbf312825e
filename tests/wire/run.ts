/**
 * Asks the ported apps what FastAPI was asked, through both doors, and compares the answers; and compares their documents with
 * FastAPI's, operation by operation.
 *
 *     npm run wire                       all of it
 *     npm run wire -- 05 07              only these applications
 *     npm run wire -- --documents        only the documents
 *     npm run wire -- --remarks          also what differs and does not count
 *
 * Exit 1 when something fails that is not one of the listed differences.
 */
import type { App } from "tenon";
import { purposesById } from "./differences.ts";
import { documentPurposes } from "./document-differences.ts";
import { failed, judge } from "./judge.ts";
import { judgeDocument } from "./judge-document.ts";
import { type Recorded, recorded, recordedNames } from "./recorded.ts";
import { onlyForARow, report, summarise } from "./report.ts";
import type { Verdict } from "./verdict.ts";

const flags = new Set(process.argv.slice(2).filter((word) => word.startsWith("--")));
const words = process.argv.slice(2).filter((word) => !word.startsWith("--"));
const names = recordedNames().filter(
  (name) => words.length === 0 || words.some((word) => name.includes(word)),
);

const verdicts: Verdict[] = [];
for (const name of names) {
  const own = (await judged(recorded(name))).map(onlyForARow);
  verdicts.push(...own);
  report(name, own, flags.has("--remarks"));
}
const whole = words.length === 0 && !flags.has("--documents");
process.exitCode = summarise(verdicts, whole ? unknownIds() : []) === 0 ? 0 : 1;

async function judged(data: Recorded): Promise<Verdict[]> {
  try {
    const createPort = await portOf(data.name);
    const document = createPort().openapi();
    const onDocument = judgeDocument(data.name, data.openapi, document, documentPurposes(data.name));
    if (flags.has("--documents")) return onDocument;
    return [...(await judge(data, createPort, purposesById())), ...onDocument];
  } catch (error) {
    return failed(data, error instanceof Error ? error.message : String(error));
  }
}

/** What is listed as a difference, and no such request was recorded. */
function unknownIds(): string[] {
  const asked = new Set(verdicts.map(({ app, id }) => `${app}:${id}`));
  return [...purposesById().keys()].filter((id) => !asked.has(id));
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
