/** The deployment files set only what the service knows: a variable that is misspelt would change nothing, without a word. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { deploy, project, read, readYaml } from "./files.ts";

const known = new Set(
  [...readFileSync(join(project, ".env.example"), "utf8").matchAll(/^#?([A-Z_]+)=/gm)].map(
    ([, name]) => name,
  ),
);

/** Node.js's own, and what stands on the page about observing (docs/observing.md). */
const elsewhere = ["NODE_ENV", "METRICS_PORT", "METRICS_HOST", "OTEL_EXPORTER_OTLP_ENDPOINT"];

const isKnown = (name: string) => known.has(name.replace(/_FILE$/, "")) || elsewhere.includes(name);

test("in the compose file", () => {
  const { services } = readYaml<{ services: Record<string, { build?: object; environment?: object }> }>(
    "compose.yaml",
  );
  const own = Object.values(services).filter(({ build }) => build !== undefined);
  const names = own.flatMap(({ environment = {} }) => Object.keys(environment));
  expect(names).toContain("DATABASE_URL_FILE");
  expect(names.filter((name) => !isKnown(name))).toEqual([]);
});

test.each(["base/settings", "overlays/production/release"])("in Kubernetes, %s", (folder) => {
  const { configMapGenerator } = readYaml<{ configMapGenerator: { literals: string[] }[] }>(
    `kubernetes/${folder}/kustomization.yaml`,
  );
  const names = configMapGenerator.flatMap(({ literals }) => literals.map((it) => it.split("=")[0] ?? ""));
  expect(names.length).toBeGreaterThan(3);
  expect(names.filter((name) => !isKnown(name))).toEqual([]);
});

test.each(readdirSync(join(deploy, "systemd")))("in %s", (unit) => {
  const lines = [...read(`systemd/${unit}`).matchAll(/^Environment=(.*)$/gm)].map(([, pairs = ""]) => pairs);
  const names = lines.flatMap((pairs) => pairs.split(" ").map((pair) => pair.split("=")[0] ?? ""));
  expect(names).toContain("SIGNING_KEY_FILE");
  expect(names.filter((name) => !isKnown(name))).toEqual([]);
});

test("in the image", () => {
  const block = /^ENV ((?:.*\\\n)*.*)$/gm;
  const names = [...read("Dockerfile").matchAll(block)].flatMap(([, pairs = ""]) =>
    [...pairs.matchAll(/(\w+)=/g)].map(([, name = ""]) => name),
  );
  expect(names).toContain("DATA_DIR");
  expect(names.filter((name) => !isKnown(name))).toEqual([]);
});
