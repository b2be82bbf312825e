/**
 * Each `docs/examples/**.txt` is a conversation with the app of the same name, which the tutorial prints. Its requests are sent,
 * and the conversation with the answers given has to be the file. `vitest run --project docs -u` writes the answers anew.
 */
import { globSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { App } from "tenon";
import { testClient } from "tenon/testing";
import { describe, expect, test } from "vitest";
import { docs } from "./pages.ts";
import { parseTranscript, printExchange } from "./transcript.ts";

const examples = join(docs, "examples");
const files = globSync("**/*.txt", { cwd: examples }).sort();

describe.each(files)("%s", (file) => {
  test("is what the app answers", async () => {
    const path = join(examples, file);
    const { default: app } = (await import(path.replace(/\.txt$/, ".ts"))) as { readonly default: App };
    await using client = await testClient(app);
    const printed: string[] = [];
    for (const asked of parseTranscript(await readFile(path, "utf8")))
      printed.push(await printExchange(asked, await client.fetch(asked.request())));
    await expect(printed.join("\n")).toMatchFileSnapshot(path);
  });
});

test("there are conversations, and each has a request", async () => {
  expect(files.length).toBeGreaterThan(8);
  for (const file of files)
    expect(parseTranscript(await readFile(join(examples, file), "utf8")), file).not.toEqual([]);
});
