/** Makes a project: writes, installs, commits. */
import { join } from "node:path";
import { run } from "./command.ts";
import { inNewFolder } from "./folder.ts";
import { type Project, Refusal } from "./project.ts";
import { faultOfName } from "./project-name.ts";
import { makeRepository } from "./repository.ts";
import { carryAlong, tenonBeside } from "./tenon-package.ts";
import { writeProject } from "./write-project.ts";

/**
 * Makes a project, whole or not at all.
 *
 * @param say told what begins, in a few words
 * @returns remarks on what was left undone
 * @throws {Refusal} for a bad name, a folder that is not empty, a failed installation: the folder is as before
 */
export async function create(project: Project, say: (step: string) => void): Promise<readonly string[]> {
  const { folder, name } = project;
  const fault = faultOfName(name);
  if (fault !== undefined) throw new Refusal(fault);
  const remarks: string[] = [];
  await inNewFolder(folder, async () => {
    say("Writing the files");
    const beside = tenonBeside();
    const tenon = beside === undefined ? undefined : await carryAlong(beside, folder);
    writeProject(project, tenon);
    if (project.install) {
      say("Installing its packages (npm install)");
      await run("npm", ["install", "--no-audit", "--no-fund"], folder);
    }
    if (project.git) {
      say("Making its git repository");
      const remark = await makeRepository(folder);
      if (remark !== undefined) remarks.push(remark);
    }
  });
  return remarks;
}

/** What to do next, in commands to be typed. */
export function nextSteps({ folder, install, isMinimal }: Project, from: string): string[] {
  const path = folder.startsWith(join(from, "/")) ? folder.slice(join(from, "/").length) : folder;
  return [
    ...(folder === from ? [] : [`cd ${/[^\w./\\:-]/.test(path) ? JSON.stringify(path) : path}`]),
    ...(install ? [] : ["npm install"]),
    "npm start",
    "npm test",
    ...(isMinimal ? [] : ["npx tenon generate resource article title:string body:text published:boolean"]),
  ];
}
