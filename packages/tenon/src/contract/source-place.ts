/** Where the faults of a source point to, and whether they may show what was sent. */
import type { Source } from "./fault.ts";
import type { SourceKind } from "./source-contract.ts";

/** The first element of `loc` for each source. */
export const sourceNames: Readonly<Record<SourceKind, Source>> = {
  params: "path",
  query: "query",
  headers: "header",
  cookies: "cookie",
  form: "body",
};

/** The name a value is found under in what was sent: headers come in lower case, however an alias spells them. */
export function sentName(kind: SourceKind, name: string): string {
  return kind === "headers" ? name.toLowerCase() : name;
}

/** Headers and cookies carry credentials: never shown. */
export function mayEcho(kind: SourceKind): boolean {
  return kind !== "headers" && kind !== "cookies";
}
