/** Prometheus's own tools over the shipped rules, their tests, and the queries of the dashboards. */
import { execFile } from "node:child_process";
import { readdirSync } from "node:fs";
import { readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { stringify } from "yaml";
import { allQueries } from "../deploy/dashboards.ts";
import { deploy } from "../deploy/files.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const run = promisify(execFile);
const folder = join(deploy, "prometheus");

test("the configurations and their rules are taken", async () => {
  const { stdout } = await run("promtool", ["check", "config", join(folder, "prometheus.yml")]);
  expect(stdout).toContain("2 rule files found");

  // Debian's Prometheus is built without the discovery of pods: it looks at all else in that file.
  const text = await readFile(join(folder, "kubernetes.yml"), "utf8");
  const discovered = /kubernetes_sd_configs:\n.*\n.*\n/;
  expect(text).toMatch(discovered);
  const file = join(await temporaryFolder(), "kubernetes.yml");
  await symlink(join(folder, "rules"), join(file, "../rules"));
  await writeFile(file, text.replace(discovered, 'static_configs: [{ targets: ["pod:9464"] }]\n'));
  expect((await run("promtool", ["check", "config", file])).stdout).toContain("2 rule files found");
});

test("the alerts fire when they should, and only then", async () => {
  const tests = readdirSync(join(folder, "tests")).map((file) => join(folder, "tests", file));
  const { stdout } = await run("promtool", ["test", "rules", ...tests]);
  expect(stdout.match(/SUCCESS/g)).toHaveLength(tests.length);
});

test("every query of the dashboards is PromQL", async () => {
  const check = async (queries: readonly { readonly expr: string }[]) => {
    const file = join(await temporaryFolder(), "rules.yml");
    const rules = queries.map(({ expr }, nth) => ({ record: `query:${nth}`, expr }));
    await writeFile(file, stringify({ groups: [{ name: "dashboards", rules }] }));
    return run("promtool", ["check", "rules", file]).then(
      ({ stdout }) => stdout,
      ({ stderr }: { stderr: string }) => stderr,
    );
  };
  const queries = allQueries();
  expect(await check(queries)).toContain(`SUCCESS: ${queries.length} rules found`);
  expect(await check([{ expr: "sum by (job rate(x[5m])" }])).toContain("could not parse expression");
});
