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

/** Headers and cookies carry credentials: never shown. */
export function mayEcho(kind: SourceKind): boolean {
  return kind !== "headers" && kind !== "cookies";
}
