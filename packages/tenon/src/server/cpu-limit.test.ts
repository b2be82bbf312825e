import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { availableCpus } from "./cpu-limit.ts";

/** Files as the kernel shows them. */
function cpusWith(files: Readonly<Record<string, string>>, processors = 16): number {
  const root = mkdtempSync(join(tmpdir(), "tenon-cgroup-"));
  onTestFinished(() => rmSync(root, { recursive: true }));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return availableCpus({ memberships: join(root, "self"), groups: join(root, "fs"), processors });
}

test.each([
  ["a limit of the group itself", { self: "0::/a\n", "fs/a/cpu.max": "250000 100000\n" }, 2],
  ["less than one processor", { self: "0::/\n", "fs/cpu.max": "50000 100000\n" }, 1],
  ["no limit", { self: "0::/a\n", "fs/a/cpu.max": "max 100000\n" }, 16],
  [
    "a limit further up",
    { self: "0::/a/b\n", "fs/a/b/cpu.max": "max 100000\n", "fs/a/cpu.max": "400000 100000\n" },
    4,
  ],
  [
    "the path of the host, seen from a container that has the root only",
    { self: "0::/docker/f00\n", "fs/cpu.max": "300000 100000\n" },
    3,
  ],
  ["more than there are", { self: "0::/\n", "fs/cpu.max": "6400000 100000\n" }, 16],
])("version 2: %s", (_, files, expected) => {
  expect(cpusWith(files)).toBe(expected);
});

test.each([
  ["a limit", "200000", 2],
  ["no limit", "-1", 16],
])("version 1: %s, by either name of the controller's folder", (_, quota, expected) => {
  for (const folder of ["cpu", "cpu,cpuacct"]) {
    const group = `fs/${folder}/docker/f00`;
    const self = "5:memory:/docker/f00\n4:cpu,cpuacct:/docker/f00\n0::/\n";
    const files = { self, [`${group}/cpu.cfs_quota_us`]: quota, [`${group}/cpu.cfs_period_us`]: "100000\n" };
    expect(cpusWith(files)).toBe(expected);
  }
});

test("without control groups it is what the machine has", () => {
  expect(cpusWith({})).toBe(16);
  expect(availableCpus()).toBeGreaterThan(0);
});
