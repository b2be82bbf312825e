import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { FolderInUse, lockFolder } from "../app/db/lock.ts";
import { startScript } from "./child.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const holder = "tests/fixtures/hold-lock.ts";

describe("the lock of an embedded database", () => {
  test("refuses a second process with a sentence that says who holds it and what to do", async () => {
    const folder = join(await temporaryFolder(), "postgres");
    const { child, first } = await startScript(holder, [folder]);
    expect(first).toBe("held");
    expect(() => lockFolder(folder)).toThrow(FolderInUse);
    expect(() => lockFolder(folder)).toThrow(new RegExp(`process ${child.pid} on .*DATA_DIR.*DATABASE_URL`));
    const other = await startScript(holder, [folder]);
    expect(other.first).toContain(`in use by process ${child.pid}`);
  });

  test("refuses the same process too, and is free after its release", async () => {
    const folder = join(await temporaryFolder(), "postgres");
    const lock = lockFolder(folder);
    expect(() => lockFolder(folder)).toThrow(FolderInUse);
    lock.release();
    lockFolder(folder).release();
  });

  test("is free at once when its holder was killed", async () => {
    const folder = join(await temporaryFolder(), "postgres");
    for (let round = 0; round < 3; round++) {
      const { child, first, exited } = await startScript(holder, [folder]);
      expect(first).toBe("held");
      child.kill("SIGKILL");
      await exited;
      expect(existsSync(`${folder}.lock`)).toBe(true);
      lockFolder(folder).release();
    }
  });

  test("is not held by a file that names a process which lives, such as process 1 of a container", async () => {
    const folder = join(await temporaryFolder(), "postgres");
    await writeFile(`${folder}.lock`, "");
    await writeFile(`${folder}.holder`, `process ${process.pid} on here\n`);
    lockFolder(folder).release();
  });

  test("goes to one of several that start together after a kill", async () => {
    const folder = join(await temporaryFolder(), "postgres");
    const dead = await startScript(holder, [folder]);
    dead.child.kill("SIGKILL");
    await dead.exited;
    const started = await Promise.all(Array.from({ length: 6 }, () => startScript(holder, [folder])));
    expect(started.filter(({ first }) => first === "held")).toHaveLength(1);
    expect(started.filter(({ first }) => first.includes("in use by"))).toHaveLength(5);
  });
});
