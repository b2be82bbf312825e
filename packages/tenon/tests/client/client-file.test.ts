/** A client as one file: compiled where nothing else is, driven against a running app, and small when it is bundled. */
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { build } from "rolldown";
import { afterAll, describe, expect, test } from "vitest";
import { throughBothDoors } from "../http/doors.ts";
import { notesApp, Server } from "./notes-app.ts";

const run = promisify(execFile);
const repository = resolve(import.meta.dirname, "../../../..");
// Outside of the repository: no package is found from there.
const folder = await mkdtemp(join(tmpdir(), "tenon-client-"));
afterAll(() => rm(folder, { recursive: true, force: true }));

const file = join(folder, "client.ts");
const tenon = (...args: string[]) =>
  run(process.execPath, [join(repository, "packages/tenon/bin/tenon.js"), "client", ...args], {
    cwd: folder,
  });
const notes = join(import.meta.dirname, "notes.fixture.ts");
await tenon(notes, "--out", file);
await tenon(join(repository, "examples/conduit/app/main.ts"), "--out", join(folder, "conduit.ts"));
await tenon(notes, "--routes", "--out", join(folder, "routes.ts"));

/** What somebody writes with it. The mistakes must be found where they stand. */
const use = `
import { createClient, type Note } from "./client.ts";
import { createClient as conduitClient } from "./conduit.ts";
export async function use(): Promise<unknown> {
  const client = createClient({ baseUrl: "http://notes.example", auth: { token: () => "a", refresh: async () => undefined } });
  const saved = await client.notes.save({ params: { id: 1 }, query: { tags: ["a"] }, body: { text: "new" } });
  if (saved.ok) {
    const note: Note = saved.data;
    if (saved.status === 201) { const isNew: true = saved.data.isNew; return [note, isNew]; }
    return note;
  }
  // @ts-expect-error nothing of this name is declared
  if (saved.code === "note_gone") return 1;
  if (saved.code === "note_taken") { const status: 409 = saved.status; return [status, saved.data.by.toFixed()]; }
  if (saved.code === "note_locked") { const status: 423 = saved.status; return status; }
  if (saved.code === "validation_error") return saved.detail.map((fault) => fault.loc);
  const ticks = await client.ticks({ headers: { "last-event-id": 3 } });
  if (ticks.ok) for await (const { data } of ticks.data) return data.number.toFixed();
  const lines = await client.lines();
  if (lines.ok) for await (const line of lines.data) return line.text.trim();
  await client.notes.upload({ form: { title: "a", file: new Blob(["a"]) } });
  // @ts-expect-error the inputs are missing
  await client.notes.save();
  // @ts-expect-error an id is a number
  await client.notes.one({ params: { id: "1" } });
  // @ts-expect-error there is no such operation
  await client.notes.remove();
  const conduit = conduitClient({ baseUrl: "http://conduit.example", auth: { token: () => "a", scheme: "Token" } });
  const article = await conduit.api.articles.one({ params: { slug: "a" } });
  if (article.ok) return article.data.article.author.following;
  if (article.status === 404) return article.data.errors.body[0]?.trim();
  return undefined;
}
`;

describe("the types of the file", () => {
  test.each([
    ["a browser", { lib: ["es2022", "dom", "dom.iterable", "dom.asynciterable"], types: [] }],
    ["Node", { lib: ["es2024"], types: ["node"], typeRoots: [join(repository, "node_modules/@types")] }],
  ])("hold in the strictest settings, for %s", async (_name, libraries) => {
    await writeFile(join(folder, "use.ts"), use);
    const compilerOptions = {
      ...libraries,
      target: "es2022",
      module: "esnext",
      moduleResolution: "bundler",
      strict: true,
      noUncheckedIndexedAccess: true,
      exactOptionalPropertyTypes: true,
      verbatimModuleSyntax: true,
      isolatedModules: true,
      erasableSyntaxOnly: true,
      noUnusedLocals: true,
      noUnusedParameters: true,
      allowImportingTsExtensions: true,
      noEmit: true,
    };
    const files = ["use.ts", "routes.ts"];
    await writeFile(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions, files }));
    const compiler = join(repository, "node_modules/typescript/bin/tsc");
    const { stdout } = await run(process.execPath, [compiler, "-p", folder]).catch((error) => error);
    expect(stdout).toBe("");
  });
});

throughBothDoors("the file, run", (open) => {
  test("calls by key, tells answers apart, refreshes, tries again, uploads and listens", async () => {
    const server = new Server();
    await using door = await open(notesApp(server));
    // biome-ignore lint/suspicious/noExplicitAny: its types are what the compiler looked at above
    const { createClient } = (await import(file)) as { createClient: (options: object) => any };
    let token = "stale";
    const client = createClient({
      baseUrl: "http://notes.example",
      fetch: door.fetch,
      retry: { backoff: () => 0 },
      auth: {
        token: () => token,
        refresh: async () => {
          token = (await client.refresh({ auth: false })).data.token;
          return token;
        },
      },
    });
    const body = { text: "new" };
    expect(await client.notes.save({ params: { id: 2 }, body })).toMatchObject({ ok: true, status: 201 });
    expect(await client.notes.save({ params: { id: 9 }, body })).toMatchObject({
      code: "note_taken",
      data: { by: 3 },
    });
    expect(await client.notes.save({ params: { id: 1 }, body: {} })).toMatchObject({
      code: "validation_error",
    });
    const mine = await Promise.all([client.notes.mine(), client.notes.mine()]);
    expect([mine.map(({ status }) => status), server.refreshes]).toEqual([[200, 200], 1]);
    server.trouble = { status: 503, times: 2 };
    expect(await client.trouble()).toMatchObject({ ok: true });
    const letter = new Blob(["four"]);
    expect(await client.notes.upload({ form: { title: "a", file: letter } })).toMatchObject({
      data: { size: 4 },
    });
    const heard: number[] = [];
    for await (const { data } of (await client.ticks({ headers: { "last-event-id": 1 } })).data)
      heard.push(data.number);
    expect([heard, server.connections]).toEqual([
      [2, 3, 4, 5],
      ["1", "3", "5"],
    ]);
  });
});

describe("bundled", () => {
  async function bundled(code: string): Promise<string> {
    const input = join(folder, "entry.ts");
    await writeFile(input, code);
    const { output } = await build({
      input,
      write: false,
      platform: "browser",
      output: { minify: true },
      logLevel: "silent",
    });
    return output[0].code;
  }
  /** Words that stand in the server's code, in what any program brings that has it. */
  const server = /node:|rou3|z\.core|compose|lifespan|openapi/;

  test("the file is small, and nothing is left of it where only types are used", async () => {
    const whole = await bundled(`export { createClient } from "./client.ts";`);
    expect(whole).not.toMatch(server);
    expect(whole.length).toBeLessThan(12_000);
    console.log(`The client of ${notes.split("/").at(-1)}: ${whole.length} bytes, minified`);
    expect(
      await bundled(`import type { Note } from "./client.ts"; export const a = (note: Note) => note;`),
    ).not.toContain("fetch");
    expect((await bundled(`export { jittered } from "./client.ts";`)).length).toBeLessThan(300);
  });

  test("tenon/client has no code of the server in it", async () => {
    const client = join(repository, "packages/tenon/src/client/index.ts");
    const code = await bundled(
      `import { createClient } from ${JSON.stringify(client)}; import { routes } from "./routes.ts"; export const client = createClient(routes, { baseUrl: "" });`,
    );
    expect(code).not.toMatch(server);
    expect(code.length).toBeLessThan(12_000);
  });
});

describe("tenon client", () => {
  test("writes the same again, and --check finds out what is not the same", async () => {
    const before = await readFile(file, "utf8");
    expect((await tenon(notes)).stdout).toBe(before);
    await tenon(notes, "--out", file, "--check");
    await writeFile(join(folder, "old.ts"), `${before}\n`);
    await expect(tenon(notes, "--out", join(folder, "old.ts"), "--check")).rejects.toThrow(/Write it anew/);
  });
});
