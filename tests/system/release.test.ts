/** A release on a plain machine: the command of the systemd unit, behind the shipped nginx, while a link is turned to other files. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdir, readFile, rename, symlink, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { eventually } from "../../packages/tenon/tests/server/serving.ts";
import { deploy } from "../deploy/files.ts";
import { startNginx } from "./nginx.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const repository = resolve(import.meta.dirname, "../..");

/** A service that says which release it is, and answers slowly enough for a release to come in between. */
async function install(folder: string, release: string): Promise<void> {
  await mkdir(join(folder, release, "app"), { recursive: true });
  await symlink(join(repository, "node_modules"), join(folder, release, "node_modules"));
  await writeFile(join(folder, release, "package.json"), '{ "type": "module" }');
  await writeFile(
    join(folder, release, "app/main.ts"),
    `import { createApp, post } from "tenon";
    import { setTimeout } from "node:timers/promises";
    import { z } from "zod";
    const which = post("/", { body: z.int(), response: z.string() }, () => setTimeout(20, ${JSON.stringify(release)}));
    export default createApp({ title: "Releases", version: "1", routes: { which } });`,
  );
}

async function point(folder: string, release: string): Promise<void> {
  await symlink(release, join(folder, "current.new"));
  await rename(join(folder, "current.new"), join(folder, "current"));
}

/** Starts what the unit starts, in the folder instead of /srv/service. */
async function start(folder: string): Promise<ChildProcess> {
  const unit = await readFile(join(deploy, "systemd/service-api.service"), "utf8");
  const here = (text = "") =>
    text
      .replace("/usr/bin/node", process.execPath)
      .replaceAll("/srv/service", folder)
      .replace("%t/service", folder);
  const command = here(/^ExecStart=(.*)$/m.exec(unit)?.[1]);
  const cwd = here(/^WorkingDirectory=(.*)$/m.exec(unit)?.[1]);
  // nginx's workers are somebody else, and not in the group here.
  const child = spawn("sh", ["-c", `umask 0; exec ${command}`], {
    cwd,
    env: { PATH: process.env.PATH, WORKERS: "2", NODE_ENV: "production" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  await new Promise<void>((listening, failed) => {
    child.stdout?.on("data", (chunk) => /Listening/.test(chunk) && listening());
    child.once("exit", (code) => failed(new Error(`The service ended with ${code}`)));
  });
  return child;
}

test("systemctl reload brings the release that the link points to, and loses no request", async () => {
  const folder = await temporaryFolder();
  await chmod(folder, 0o755);
  await install(folder, "one");
  await install(folder, "two");
  await point(folder, "one");
  const service = await start(folder);
  const nginx = await startNginx([`unix:${folder}/api.sock`]);
  onTestFinished(nginx.stop);

  const answers: string[] = [];
  let enough = false;
  const client = async () => {
    while (!enough) {
      const answer = await fetch(nginx.url, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: "1",
      });
      answers.push(answer.status === 200 ? ((await answer.json()) as string) : `${answer.status}`);
    }
  };
  const clients = Array.from({ length: 8 }, client);
  await eventually(() => answers.includes("one"));
  await point(folder, "two");
  service.kill("SIGHUP");
  // Both workers are of the new release when the old one is not heard of for a while.
  await eventually(() => answers.slice(-100).every((it) => it === "two") && answers.includes("two"));
  enough = true;
  await Promise.all(clients);
  expect([...new Set(answers)].sort()).toEqual(["one", "two"]);

  const exit = once(service, "exit");
  service.kill("SIGTERM");
  expect(await exit).toEqual([0, null]);
});
