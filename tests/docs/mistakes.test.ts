/**
 * What an editor shows first for common mistakes: the first line of the compiler's message names what is wrong, and what is there
 * instead or what to do.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";

const root = resolve(import.meta.dirname, "../..");
const folder = mkdtempSync(join(import.meta.dirname, "mistakes-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const preface = `import { defineError, dependency, get, override, post, router, secured, task } from "tenon";
import { oauth2PasswordBearer } from "tenon/security";
import { z } from "zod";
export { defineError, dependency, get, override, post, router, secured, task };
export const session = dependency({ query: { q: z.string() } }, () => "text");
export const oauth2 = oauth2PasswordBearer({ tokenUrl: "/token", scopes: { "users:read": "Read" } });
`;

/** A mistake, and what its first line has to say. */
const mistakes: readonly (readonly [mistake: string, says: RegExp])[] = [
  [
    `get("/users/:id", { params: { name: z.string() } }, () => 1);`,
    /The path .*\/users\/:id.* has no .*:name/,
  ],
  [
    `get("/", { depends: { body: session } }, () => 1);`,
    /is the word of an input: give this dependency another name/,
  ],
  [
    `dependency({ scope: "app", depends: { session } }, () => 1);`,
    /outlives requests: it can only need others of scope/,
  ],
  [
    `task({ depends: { token: oauth2 } }, () => 1);`,
    /outside of a request: it cannot need what touches a request/,
  ],
  [
    `get("/", { depends: { session } }, ({ query }) => query);`,
    /Property 'query' does not exist on type 'Received</,
  ],
  [`secured(oauth2, "users:raed");`, /"users:raed"' is not assignable to parameter of type '"users:read"'/],
  [`override(session, () => 1);`, /'\(\) => number' is not assignable to parameter .* \(\(\) => string/],
  [`router({ prefx: "/users" }, {});`, /'prefx' does not exist .* Did you mean to write 'prefix'\?/],
  [
    `post("/", { bodyy: z.object({}) }, () => 1);`,
    /'bodyy' does not exist .* Did you mean to write 'body'\?/,
  ],
  [
    `get("/", { response: z.object({ id: z.int() }) }, () => ({ name: "" }));`,
    /\{ name: ""; \}' .*response: .*id: /,
  ],
];

let lines: readonly string[] = [];

beforeAll(() => {
  for (const [index, [mistake]] of mistakes.entries()) {
    const imports = `import { z } from "zod";\nimport { dependency, get, oauth2, override, post, router, secured, session, task } from "./preface.ts";\n`;
    writeFileSync(join(folder, `mistake-${index}.ts`), `${imports}${mistake}\n`);
  }
  writeFileSync(join(folder, "preface.ts"), preface);
  const settings = {
    extends: join(root, "tsconfig.base.json"),
    compilerOptions: { noUnusedLocals: false },
    include: ["*.ts"],
  };
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(settings));
  const compiler = join(root, "node_modules/typescript/bin/tsc");
  const ran = spawnSync(process.execPath, [compiler, "--pretty", "false", "-p", folder], {
    encoding: "utf8",
  });
  lines = ran.stdout.split("\n").filter((line) => line.includes("error TS"));
});

test.each(mistakes.map(([mistake, says], index) => ({ mistake, says, index })))(
  "$mistake",
  ({ says, index }) => {
    const first = lines.filter((line) => line.includes(`mistake-${index}.ts(3,`));
    expect(first, lines.join("\n")).toHaveLength(1);
    expect(first[0]).toMatch(says);
  },
);
