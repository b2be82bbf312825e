#!/usr/bin/env node
/** `npm create tenon@latest my-api`: makes a new service. */
import * as prompts from "@clack/prompts";
import { help, readCommandLine } from "./arguments.ts";
import { ask, withoutAsking } from "./ask.ts";
import { create, nextSteps } from "./create.ts";
import { Refusal } from "./project.ts";

async function main(args: readonly string[]): Promise<void> {
  const given = readCommandLine(args);
  if (given.help) {
    console.log(help);
    return;
  }
  // A script cannot answer: it gets the usual for what it does not say.
  const asks = !given.yes && process.stdin.isTTY === true && process.stdout.isTTY === true;
  const project = asks ? await ask(given) : withoutAsking(given);
  const remarks = await create(project, (step) => prompts.log.step(step));
  for (const remark of remarks) prompts.log.warn(remark);
  prompts.log.success(`${project.name} is in ${project.folder}. Next:`);
  console.log(
    nextSteps(project, process.cwd())
      .map((line) => `    ${line}`)
      .join("\n"),
  );
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  if (error instanceof Refusal) prompts.log.error(error.message);
  else console.error(error);
  process.exitCode = 1;
}
