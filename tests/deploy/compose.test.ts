/** The compose file: by the specification's own schema, and by what must hold between its parts. */
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { Ajv } from "ajv";
import addFormats from "ajv-formats";
import { describe, expect, test } from "vitest";
import { deploy, read, readYaml } from "./files.ts";

interface Service {
  readonly image: string;
  readonly command?: string | string[];
  readonly build?: { readonly context: string; readonly dockerfile: string };
  readonly environment?: Record<string, string>;
  readonly read_only?: boolean;
  readonly cap_drop?: string[];
  readonly profiles?: string[];
  readonly ports?: string[];
  readonly networks?: string[];
  readonly secrets?: string[];
  readonly volumes?: string[];
  readonly stop_grace_period?: string;
}

interface Compose {
  readonly services: Record<string, Service>;
  readonly networks: Record<string, unknown>;
  readonly volumes: Record<string, unknown>;
  readonly secrets: Record<string, { readonly file: string }>;
}

const compose = readYaml<Compose>("compose.yaml");
const services = Object.entries(compose.services);
const own = services.filter(([, { build }]) => build !== undefined);

test("is a compose file by the specification's schema", () => {
  const { resolve } = createRequire(import.meta.url);
  const schema = JSON.parse(
    readFileSync(join(resolve("dclint/package.json"), "../schemas/compose.schema.json"), "utf8"),
  );
  // The draft is named by an address that nothing has.
  const ajv = addFormats.default(new Ajv({ strict: false, allErrors: true }));
  const validate = ajv.compile({ ...schema, $schema: "http://json-schema.org/draft-07/schema#" });
  expect([validate(compose), validate.errors]).toEqual([true, null]);
  expect(validate({ ...compose, services: { api: { imago: "service" } } })).toBe(false);
});

test("runs one image as API, worker and migration, each without rights", () => {
  expect(own.map(([name]) => name).sort()).toEqual(["api", "migrate", "worker"]);
  for (const [, service] of own) {
    expect(service).toMatchObject({ read_only: true, cap_drop: ["ALL"], stop_grace_period: "45s" });
    expect(existsSync(join(deploy, service.build?.context ?? "", service.build?.dockerfile ?? ""))).toBe(
      true,
    );
  }
});

test("only a proxy is reached from other machines, and there are two to choose from", () => {
  const open = services.filter(([, { ports = [] }]) => ports.some((port) => !port.startsWith("127.0.0.1:")));
  expect(open.map(([name, { profiles }]) => [name, profiles])).toEqual([
    ["nginx", ["nginx"]],
    ["traefik", ["traefik"]],
  ]);
  for (const [, { networks }] of open) expect(networks).toEqual(["edge"]);
  expect(compose.services.postgres?.networks).toEqual(["inside"]);
});

test("whatever is mounted, named or asked for is there", () => {
  for (const [name, { volumes = [], networks = [], secrets = [] }] of services) {
    for (const [source = ""] of volumes.map((volume) => volume.split(":"))) {
      if (source.startsWith("./")) expect([name, source, existsSync(join(deploy, source))]).toContain(true);
      else if (!source.startsWith("/")) expect(Object.keys(compose.volumes)).toContain(source);
    }
    for (const network of networks) expect(Object.keys(compose.networks)).toContain(network);
    for (const secret of secrets) expect(Object.keys(compose.secrets)).toContain(secret);
  }
  for (const { file } of Object.values(compose.secrets)) expect(file).toMatch(/^\.\/secrets\//);
});

test("every variable that the compose file asks for is explained in its example", () => {
  const asked = [...read("compose.yaml").matchAll(/\$\{(\w+)/g)].map(([, name]) => name);
  const explained = [...read("compose.env.example").matchAll(/^#?([A-Z_]+)=/gm)].map(([, name]) => name);
  expect([...new Set(asked)].filter((name) => !explained.includes(name) && name !== "SERVICE_IMAGE")).toEqual(
    [],
  );
});

describe("the OpenTelemetry collector", () => {
  interface Collector {
    readonly receivers: object;
    readonly processors: object;
    readonly exporters: object;
    readonly extensions: object;
    readonly service: {
      readonly extensions: string[];
      readonly pipelines: Record<string, Record<"receivers" | "processors" | "exporters", string[]>>;
    };
  }

  test("puts only parts into its pipelines that it has", () => {
    const collector = readYaml<Collector>("otel/collector.yaml");
    for (const pipeline of Object.values(collector.service.pipelines)) {
      for (const kind of ["receivers", "processors", "exporters"] as const) {
        expect(Object.keys(collector[kind])).toEqual(expect.arrayContaining(pipeline[kind]));
      }
    }
    expect(Object.keys(collector.extensions)).toEqual(collector.service.extensions);
  });
});
