/** Files of installed packages. Node's modules are asked for only when a file is, so this can be imported on any runtime. */
import { HttpError } from "../http/errors.ts";

/**
 * Reads a file of an installed package.
 * @param specifier the package and the path in it: `swagger-ui-dist/swagger-ui.css`
 * @throws {HttpError} 501 where there is no file system or no such package
 */
export async function readPackageFile(specifier: string): Promise<Uint8Array> {
  try {
    const [{ createRequire }, { readFile }] = await Promise.all([
      import("node:module"),
      import("node:fs/promises"),
    ]);
    return await readFile(createRequire(import.meta.url).resolve(specifier));
  } catch (cause) {
    const name = specifier.slice(0, specifier.indexOf("/"));
    const sentence = `This page is read from the installed package ${name}, which cannot be had here. The document itself is there`;
    throw new HttpError(501, sentence, { cause });
  }
}
