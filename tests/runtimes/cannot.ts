/**
 * What a runtime cannot do: tests of the suite that fail on it. Once none of a row fails, the row is out of date. Each reason is a row
 * of docs/runtimes.md.
 */
import type { Runtime } from "./bundle.ts";

export interface Inability {
  readonly runtime: Runtime;
  readonly reason: string;
  readonly file: string;
  readonly tests: RegExp;
}

export const inabilities: readonly Inability[] = [
  {
    runtime: "bun",
    reason: "A streamed body has no Content-Length",
    file: "files.test.ts",
    tests: /a large file is streamed/,
  },
  {
    runtime: "bun",
    reason: "The type of a File of text gets a charset",
    file: "uploads.test.ts",
    tests: /a file with fields beside it/,
  },
  {
    runtime: "bun",
    reason: "A body without a type gets one",
    file: "results.test.ts",
    tests: /a text without a type is sent without one/,
  },
  {
    runtime: "workerd",
    reason: "Valibot's JSON Schema comes from an installed package",
    file: "libraries.test.ts",
    tests: /^Valibot > |^the document > is (?:the same with Valibot|written the same)/,
  },
  {
    runtime: "workerd",
    reason: "Valibot's JSON Schema comes from an installed package",
    file: "unwritable.test.ts",
    tests: / > Valibot: /,
  },
  {
    runtime: "workerd",
    reason: "There is no disk",
    file: "files.test.ts",
    tests: /^files > (?!bytes and blobs)/,
  },
  {
    runtime: "workerd",
    reason: "There is no disk",
    file: "static-files.test.ts",
    tests: /./,
  },
  {
    runtime: "workerd",
    reason: "The pages of the document are read from installed packages",
    file: "mounts.test.ts",
    tests: /and its own pages/,
  },
  {
    runtime: "workerd",
    reason: "The pages of the document are read from installed packages",
    file: "versions.test.ts",
    tests: /a document and pages of its own/,
  },
  {
    runtime: "workerd",
    reason: "Its fetch loses an answer that comes before the body is sent",
    file: "uploads.test.ts",
    tests: /over the limit is a 413/,
  },
  {
    runtime: "workerd",
    reason: "A worker opens no port",
    file: "openid-connect.test.ts",
    tests: /^an OpenID Connect provider > |^two running apps|ends with a slash|asked over https only/,
  },
];
