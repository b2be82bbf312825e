/** The documents as files, which is how linters and generators take them. */
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { allDocuments } from "../documents/all-documents.ts";

/** A document in a file. `name` is the file's, without its ending. */
export interface DocumentFile {
  readonly name: string;
  readonly path: string;
}

/** Where everything goes that these tests make. */
export const built = join(import.meta.dirname, ".built");

/** Writes every document, each to a file of its own, into a fresh folder of this name. */
export async function writeDocuments(folder: string): Promise<DocumentFile[]> {
  const directory = await freshFolder(folder);
  const documents = await allDocuments();
  return Promise.all(
    documents.map(async ({ name: title, document }) => {
      const name = title.replaceAll(" ", "_");
      const path = join(directory, `${name}.json`);
      await writeFile(path, JSON.stringify(document, null, 2));
      return { name, path };
    }),
  );
}

/** An empty folder of this name. */
export async function freshFolder(name: string): Promise<string> {
  const directory = join(built, name);
  await rm(directory, { recursive: true, force: true });
  await mkdir(directory, { recursive: true });
  return directory;
}
