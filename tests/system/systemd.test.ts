/** The systemd units, by systemd's own checker. It runs none of them: there is no systemd here to run them. */
import { execFile } from "node:child_process";
import { readdirSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { deploy } from "../deploy/files.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const run = promisify(execFile);
const units = readdirSync(join(deploy, "systemd"));

/** The units in a folder, with a Node.js that is on this machine. */
async function installed(change: (text: string) => string = (text) => text): Promise<string[]> {
  const folder = await temporaryFolder();
  return Promise.all(
    units.map(async (unit) => {
      const text = await readFile(join(deploy, "systemd", unit), "utf8");
      const path = join(folder, unit);
      await writeFile(path, change(text.replaceAll("/usr/bin/node", process.execPath)));
      return path;
    }),
  );
}

async function complaints(paths: readonly string[]): Promise<string> {
  const { stderr } = await run("systemd-analyze", ["verify", "--man=no", ...paths]).catch((error) => error);
  // Units of the machine itself may have faults of their own.
  return stderr
    .split("\n")
    .filter((line: string) => line.includes("service-"))
    .join("\n");
}

test("systemd has nothing to say about the units", async () => {
  expect(units).toEqual(["service-api.service", "service-migrate.service", "service-worker@.service"]);
  expect(await complaints(await installed())).toBe("");
});

test("it would say so", async () => {
  const misspelt = await installed((text) => text.replace("ProtectSystem=strict", "ProtectSystems=strict"));
  expect(await complaints(misspelt)).toContain("ProtectSystems");
});

test("what the units may do is as little as systemd can see to", async () => {
  for (const path of await installed()) {
    const { stdout } = await run("systemd-analyze", ["security", "--offline=yes", "--no-pager", path]);
    // 0 is nothing at all, 10 everything; a unit without any hardening has 9.6.
    expect(Number(/exposure level for \S+: ([\d.]+)/.exec(stdout)?.[1])).toBeLessThan(2);
  }
});
