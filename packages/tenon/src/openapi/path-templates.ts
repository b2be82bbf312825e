/** The paths of a document. Two that match the same requests are one there, whatever their parameters are called. */
import { openapiPath, pathParameters, pathShape } from "../routing/path.ts";

/** Paths of one shape are one path in a document: the first one's parameter names stand for all. */
export class PathTemplates {
  readonly #first = new Map<string, string>();

  /** The path in the document, and what each of its parameters is called there. */
  of(path: string): { readonly path: string; readonly names: ReadonlyMap<string, string> } {
    const shape = pathShape(path);
    const first = this.#first.get(shape) ?? path;
    this.#first.set(shape, first);
    const firstNames = pathParameters(first).map(({ name }) => name);
    const names = new Map(pathParameters(path).map(({ name }, index) => [name, firstNames[index] ?? name]));
    return { path: openapiPath(first), names };
  }
}
