/** Every regular expression of ours is checked for inputs that would take it for ever. */
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import jsTokens from "js-tokens";
import { check } from "recheck";
import { expect, test } from "vitest";

// Its own, in this process: the others are a binary and a Java archive.
process.env.RECHECK_BACKEND = "pure";

const repository = join(import.meta.dirname, "../../../..");
const folders = ["packages/tenon/src", "packages/create-tenon/src", "packages/create-tenon/template/app"];

interface Pattern {
  readonly source: string;
  readonly flags: string;
  readonly file: string;
}

function patternsOf(file: string): Pattern[] {
  const tokens = jsTokens(readFileSync(join(repository, file), "utf8"));
  return [...tokens].flatMap(({ type, value }) => {
    if (type !== "RegularExpressionLiteral") return [];
    const end = value.lastIndexOf("/");
    return [{ source: value.slice(1, end), flags: value.slice(end + 1), file }];
  });
}

/** Those that can be slow on a text that nobody outside can send, or that is short by another rule: text, and which. */
const bounded: Readonly<Record<string, string>> = {
  "/\\uFFFD+$/": "a closing reason: 123 bytes",
  "/^(\\S+) +(.+)$/": "a header without line breaks: 16 KiB, and it always matches",
  '/"(?:[^"\\\\]|\\\\.)*"(\\s*:)?/g': "a token: its length is limited before",
  "/(:[A-Za-z0-9_]+)(?=[^/:]+:)/g": "paths of routes, at start-up",
  "/\\{[^}]*\\}/g": "paths of a document",
  "/[^/]*$/": "a path of the app's own",
  "/ *, */": "a header of an answer",
  "/^import [^;]*;\\n/gm": "our own source",
  "/\\/\\*[\\s\\S]*?\\*\\/|\\/\\/.*/g": "our own source",
  "/\\/+$/": "a setting",
  '/^(?:import\\b[\\s\\S]*?;|\\} from "[^"]+";)$/gm': "a file of the developer's own project",
  "/\\/\\/.*|\\/\\*[\\s\\S]*?\\*\\/|\"(?:\\\\.|[^\"\\\\])*\"|'(?:\\\\.|[^'\\\\])*'|`(?:\\\\.|[^`\\\\])*`|[()[\\]{}]/g":
    "a file of the developer's own project",
  "/^const rules\\b[^=]*= \\{/m": "a file of the developer's own project",
  "/text\\/plain[\\s\\S]*?\\r\\n\\r\\n([\\s\\S]*?)\\r\\n--/": "a mail of the service's own, in development",
};

/** How bad the worst input is; undefined where time grows with length alone. */
async function weakness({ source, flags }: Omit<Pattern, "file">): Promise<string | undefined> {
  const found = await check(source, flags.replace(/[dv]/g, ""), { timeout: 20_000 });
  return found.status === "vulnerable" ? found.complexity.type : undefined;
}

test("what it looks for is found", async () => {
  expect(await weakness({ source: "^(a+)+$", flags: "" })).toBe("exponential");
  expect(await weakness({ source: "^\\d+\\.?\\d*$", flags: "" })).toBe("polynomial");
});

test("none is exponential, and what is polynomial reads nothing long from outside", {
  timeout: 300_000,
}, async () => {
  const files = folders.flatMap((folder) => globSync(`${folder}/**/*.ts`, { cwd: repository }));
  const all = files.filter((file) => !/\.(?:test|fixture)\.ts$/.test(file)).flatMap(patternsOf);
  expect(all.length).toBeGreaterThan(50);
  const once = new Map(all.map((pattern) => [`/${pattern.source}/${pattern.flags}`, pattern]));
  const found: string[] = [];
  for (const [text, pattern] of once) {
    const weak = await weakness(pattern);
    if (weak === "exponential" || (weak !== undefined && !Object.hasOwn(bounded, text)))
      found.push(`${pattern.file}: ${text} is ${weak}`);
  }
  expect(found).toEqual([]);
});
