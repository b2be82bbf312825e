/**
 * A path's text: `/users/:id`, `/ranges/:low-:high`, `/files/:path*` (the rest, slashes included). Its names are known to the
 * type checker and, with the prefixes in front, at start-up.
 */
import { StartError } from "../depends/start-error.ts";

/** The parameter names in a path's text. */
export type PathNames<Path extends string> = Path extends `${string}:${infer Rest}`
  ? NameAtStart<Rest> | PathNames<Rest>
  : never;

type NameAtStart<Rest extends string> = Before<Before<Before<Before<Before<Rest, "/">, "-">, ".">, "*">, ":">;
type Before<Text extends string, End extends string> = Text extends `${infer Head}${End}${string}`
  ? Head
  : Text;

/** One parameter of a path. */
export interface PathParameter {
  readonly name: string;
  /** Takes the rest of the path, slashes included. */
  readonly rest: boolean;
}

const parameter = /:([A-Za-z_][A-Za-z0-9_]*)(\*?)/g;

/** The parameters in a path's text, in order. */
export function pathParameters(path: string): PathParameter[] {
  return Array.from(path.matchAll(parameter), ([, name = "", star]) => ({ name, rest: star === "*" }));
}

/** Joins a prefix and a path; the empty path under a prefix is the prefix itself, `/` the prefix with a slash. */
export function joinPaths(prefix: string, path: string): string {
  if (prefix === "" || prefix === "/") return path === "" ? "/" : path;
  return prefix + path;
}

/**
 * Checks a whole path's text.
 * @throws {StartError} naming what is wrong with it
 */
export function checkPath(path: string, where: string): void {
  if (!path.startsWith("/")) throw new StartError(`${where}: the path "${path}" must start with a slash.`);
  if (/[?#\s]/.test(path))
    throw new StartError(`${where}: the path "${path}" must not contain "?", "#" or white space.`);
  const literal = path.replace(parameter, "");
  if (/[:*(){}\\]/.test(literal)) {
    throw new StartError(
      `${where}: the path "${path}" has a character that means nothing here. A parameter is written ":name", the rest ":name*".`,
    );
  }
  const parameters = pathParameters(path);
  const names = new Set<string>();
  for (const { name, rest } of parameters) {
    if (names.has(name)) throw new StartError(`${where}: the path "${path}" names ":${name}" twice.`);
    names.add(name);
    if (rest && !path.endsWith(`/:${name}*`)) {
      throw new StartError(
        `${where}: ":${name}*" takes the rest of the path "${path}", so it must be its whole last segment.`,
      );
    }
  }
}

/** The text of a path as OpenAPI writes it: `/users/{id}`. */
export function openapiPath(path: string): string {
  return path.replace(parameter, (_, name: string) => `{${name}}`);
}

/** The shape of a path: two paths of one shape match the same requests. */
export function pathShape(path: string): string {
  return path.replace(parameter, (_, _name, star: string) => `:${star}`);
}
