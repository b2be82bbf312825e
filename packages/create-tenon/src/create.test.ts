/** What the generator refuses, and what it leaves behind when something fails. */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { readCommandLine } from "./arguments.ts";
import { withoutAsking } from "./ask.ts";
import { isDeployedBy } from "./deploy-files.ts";
import { inNewFolder } from "./folder.ts";
import { faultOfName, titleOf } from "./project-name.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "create-tenon-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test.each(["my-api", "api2", "a.b_c"])("%s is a name", (name) => {
  expect(faultOfName(name)).toBeUndefined();
});

test.each([
  "",
  "My-Api",
  "my api",
  ".hidden",
  "_private",
  "-x",
  "node_modules",
  "http",
  "käse",
  "a".repeat(215),
])("%j is no name, and it is said why", (name) => {
  expect(faultOfName(name)).toMatch(/cannot be a package's name: .*my-api/);
});

test("a title is made of the name's words", () => {
  expect(titleOf("my-api_v2")).toBe("My Api V2");
});

test("a folder with something in it is refused, and stays as it is", async () => {
  writeFileSync(join(folder, "mine.txt"), "");
  await expect(inNewFolder(folder, async () => {})).rejects.toThrow("is not empty (mine.txt)");
  expect(readdirSync(folder)).toEqual(["mine.txt"]);
});

test("a file in its place is refused", async () => {
  writeFileSync(join(folder, "api"), "");
  await expect(inNewFolder(join(folder, "api"), async () => {})).rejects.toThrow("is a file");
});

test("after a failure nothing is left, parent folders included", async () => {
  const made = join(folder, "a/b/api");
  const failing = inNewFolder(made, async () => {
    writeFileSync(join(made, "package.json"), "{}");
    throw new Error("no network");
  });
  await expect(failing).rejects.toThrow("no network");
  expect(readdirSync(folder)).toEqual([]);
});

test("after a failure an empty folder that was there is there, and empty", async () => {
  const failing = inNewFolder(folder, async () => {
    mkdirSync(join(folder, "app"));
    throw new Error("no network");
  });
  await expect(failing).rejects.toThrow("no network");
  expect(existsSync(folder) && readdirSync(folder)).toEqual([]);
});

test("flags answer everything, and what they leave out is the usual", () => {
  const project = withoutAsking(
    readCommandLine(["my-api", "--database", "postgres", "--deploy", "docker,systemd", "--no-git"]),
  );
  expect(project).toMatchObject({
    ...{ name: "my-api", isMinimal: false, database: "postgres", deploy: ["docker", "systemd"] },
    ...{ git: false, install: true },
  });
  expect(withoutAsking(readCommandLine(["my-api", "--yes"]))).toMatchObject({
    ...{ isMinimal: false, database: "embedded", deploy: ["docker", "kubernetes", "systemd"], git: true },
  });
  expect(withoutAsking(readCommandLine(["x", "--minimal"]))).toMatchObject({ isMinimal: true, deploy: [] });
});

test.each([
  [["--database", "mysql"], "embedded, postgres"],
  [["--deploy", "docker,heroku"], 'not "heroku"'],
  [["--minimal", "--database", "postgres"], "--minimal has no database"],
  [["--colour"], "--colour"],
  [["one", "two"], "One folder at a time"],
])("the command line %j is refused with what to do", (args, message) => {
  expect(() => readCommandLine(args)).toThrow(message);
});

test("each way of deploying finds what it needs, and nothing of the others", () => {
  expect(isDeployedBy("Dockerfile", ["kubernetes"])).toBe(true);
  expect(isDeployedBy("kubernetes", ["docker", "systemd"])).toBe(false);
  expect(isDeployedBy("compose.yaml", ["systemd"])).toBe(false);
  const entries = readdirSync(join(import.meta.dirname, "../template/deploy"));
  // A new file of deploy/ that no way of deploying has would never be written.
  expect(entries.filter((entry) => !isDeployedBy(entry, ["docker", "kubernetes", "systemd"]))).toEqual([]);
});
