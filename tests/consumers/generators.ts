/**
 * The generators of clients, each with what a user of it writes next: a program that names every operation. It compiles if
 * the generator has understood the document whole.
 */
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createClient } from "@hey-api/openapi-ts";
import openapiTypescript, { astToString } from "openapi-typescript";
import { generate as orval } from "orval";
import type { OpenApiDocument } from "tenon";
import type { DocumentFile } from "./documents.ts";

/**
 * Makes a client of a document in a folder of its own.
 * @returns the path of the program that uses it
 */
export type Generator = (document: DocumentFile, folder: string) => Promise<string>;

/** By the name of the package. */
export const generators = {
  async "openapi-typescript"({ path }, folder) {
    const types = await openapiTypescript(new URL(`file://${path}`));
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, "schema.ts"), astToString(types));
    const calls = (await operations(path)).map(
      ({ method, path }) => `  client.${method.toUpperCase()}(${JSON.stringify(path)}, anything),`,
    );
    return program(folder, [
      `import createClient from "openapi-fetch";`,
      `import type { paths } from "./schema";`,
      "const client = createClient<paths>();",
      "declare const anything: never;",
      "export const calls = () => [",
      ...calls,
      "];",
    ]);
  },

  async "@hey-api/openapi-ts"({ path }, folder) {
    await createClient({
      input: path,
      output: { path: folder, module: { extension: null } },
      plugins: ["@hey-api/client-fetch", "@hey-api/typescript", "@hey-api/sdk"],
      logs: { level: "silent", file: false },
    });
    return program(folder, await usesOf(await operations(path), folder, "sdk.gen"));
  },

  async orval({ path }, folder) {
    await orval(
      { input: { target: path }, output: { target: join(folder, "client.ts"), client: "fetch" } },
      undefined,
      { logLevel: "error" },
    );
    return program(folder, await usesOf(await operations(path), folder, "client"));
  },
} satisfies Readonly<Record<string, Generator>>;

interface Operation {
  readonly method: string;
  readonly path: string;
  readonly id: string;
}

async function operations(file: string): Promise<Operation[]> {
  const { paths = {} } = JSON.parse(await readFile(file, "utf8")) as OpenApiDocument;
  return Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, { operationId }]) => ({ method, path, id: operationId ?? "" })),
  );
}

/** Both make one function an operation, with the name of the operation's key; a word of the language gets a `_`. */
async function usesOf(all: readonly Operation[], folder: string, module: string): Promise<string[]> {
  if (all.length === 0) return [];
  const source = await readFile(join(folder, `${module}.ts`), "utf8");
  const made = [...source.matchAll(/^export const (\w+)/gm)].map(([, name = ""]) => name);
  const uses = all.map(({ id }) => {
    const name = id.replace(/[^A-Za-z0-9]+(.)/g, (_, next: string) => next.toUpperCase());
    return `  client.${made.find((one) => one.replace(/^_|_$/, "") === name) ?? name},`;
  });
  return [`import * as client from "./${module}";`, "export const calls = [", ...uses, "];"];
}

async function program(folder: string, lines: readonly string[]): Promise<string> {
  const path = join(folder, "program.ts");
  await writeFile(path, `${lines.join("\n")}\n`);
  return path;
}
