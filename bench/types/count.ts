/** How many types the checker instantiates for a program: an exact count, the same on every machine. */
import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { generatedApi, type Stage } from "./generated-api.ts";

const run = promisify(execFile);
const repository = join(import.meta.dirname, "../..");
const source = join(repository, "packages/tenon/src");

/** Instantiations of the whole program; one that does not compile is an error. */
export async function instantiations(count: number, stage: Stage): Promise<number> {
  // Inside the repository, so that the packages are found.
  const folder = await mkdtemp(join(repository, "node_modules", ".tenon-types-"));
  try {
    const program = join(folder, "program.ts");
    const entry = join(folder, "tenon.ts");
    const imports = `export * from "${source}/index.ts";\nexport { createClient, routes } from "${source}/client/index.ts";\n`;
    await writeFile(entry, imports);
    await writeFile(program, `${generatedApi(count, stage, "./tenon.ts")}\nexport {};\n`);
    const settings = {
      extends: join(repository, "tsconfig.base.json"),
      files: [program],
      compilerOptions: { noUnusedLocals: false },
    };
    await writeFile(join(folder, "tsconfig.json"), JSON.stringify(settings));
    return await checked(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function checked(folder: string): Promise<number> {
  // One checker: several would each instantiate what they share.
  const parameters = ["--project", folder, "--extendedDiagnostics", "--singleThreaded"];
  const { stdout } = await run(join(repository, "node_modules/.bin/tsc"), parameters, {
    maxBuffer: 1e8,
  }).catch((error: { stdout?: string }) => {
    throw new Error(`The generated program does not compile:\n${error.stdout?.slice(0, 2000)}`);
  });
  const [, text] = /^Instantiations:\s+(\d+)/m.exec(stdout) ?? [];
  if (text === undefined) throw new Error(`The compiler does not count instantiations:\n${stdout}`);
  return Number(text);
}
