/** What generated projects get for deployment. */
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parse, parseAllDocuments } from "yaml";

/** The generated project, and its folder of deployment files. */
export const project = resolve(import.meta.dirname, "../../packages/create-tenon/template");
export const deploy = join(project, "deploy");

/** The text of a file below `deploy/`. */
export function read(path: string): string {
  return readFileSync(join(deploy, path), "utf8");
}

/** A YAML file with one document, merge keys resolved. */
export function readYaml<Content>(path: string): Content {
  return parse(read(path), { merge: true });
}

/** All documents of a text. */
export function documentsOf<Content>(text: string): Content[] {
  return parseAllDocuments(text).map((document) => {
    if (document.errors.length > 0) throw document.errors[0];
    return document.toJS();
  });
}
