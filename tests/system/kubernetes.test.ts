/** The Kubernetes manifests: resolved by kustomize, checked by validators and types made from the API's own documents. */
import { execFile } from "node:child_process";
import { symlink, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { beforeAll, describe, expect, test } from "vitest";
import { deploy, documentsOf, read } from "../deploy/files.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const run = promisify(execFile);
const repository = resolve(import.meta.dirname, "../..");

interface Labels {
  readonly [name: string]: string;
}

interface Container {
  readonly image: string;
  readonly args?: readonly string[];
  readonly ports?: readonly { readonly name: string }[];
  readonly envFrom: readonly { readonly configMapRef: { readonly name: string } }[];
  readonly [probe: `${string}Probe`]: { readonly httpGet: { readonly port: string } };
}

interface PodTemplate {
  readonly metadata: { readonly labels: Labels };
  readonly spec: {
    readonly terminationGracePeriodSeconds?: number;
    readonly securityContext: object;
    readonly containers: readonly Container[];
    readonly volumes: readonly { readonly secret?: { readonly secretName: string } }[];
  };
}

interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly data?: Labels;
  // biome-ignore lint/suspicious/noExplicitAny: as many shapes as kinds; each test names the one it means.
  readonly spec?: any;
}

/** What `kubectl apply -k` would send. */
async function kustomize(overlay: string): Promise<Manifest[]> {
  const { stdout } = await run("kubectl", ["kustomize", join(deploy, "kubernetes/overlays", overlay)]);
  return documentsOf<Manifest>(stdout);
}

let service: Manifest[];
let migration: Manifest[];
let all: Manifest[];
const podsOf = (manifests: Manifest[]): PodTemplate[] =>
  manifests.flatMap(({ spec }) => (spec?.template === undefined ? [] : [spec.template]));
const the = (kind: string, name?: string): Manifest => {
  const found = all.find((it) => it.kind === kind && (name ?? it.metadata.name) === it.metadata.name);
  if (found === undefined) throw new Error(`There is no ${kind} ${name}`);
  return found;
};

beforeAll(async () => {
  service = await kustomize("production");
  migration = await kustomize("production/migration");
  all = [...service, ...migration, ...documentsOf<Manifest>(read("kubernetes/secret.example.yaml"))];
});

test("there is everything that a service needs", () => {
  expect(
    service.map(({ kind, metadata }) => `${kind} ${metadata.name.replace(/-\w{10}$/, "")}`).sort(),
  ).toEqual([
    "ConfigMap service-settings",
    "Deployment service-api",
    "Deployment service-worker",
    "HorizontalPodAutoscaler service-api",
    "Ingress service",
    "Namespace service",
    "NetworkPolicy service",
    "PodDisruptionBudget service-api",
    "PodDisruptionBudget service-worker",
    "Service service-api",
    "ServiceAccount service",
  ]);
  expect(migration.map(({ kind }) => kind)).toEqual(["ConfigMap", "Job"]);
});

/** @throws what the validators of the API's schemas find */
async function validate(manifest: Manifest): Promise<void> {
  const models = await import(/* @vite-ignore */ `kubernetes-models/${manifest.apiVersion}`);
  new models[manifest.kind](manifest).validate();
}

test("the schemas of the API accept every manifest", async () => {
  for (const manifest of all) await validate(manifest);
  const wrong = { ...the("Deployment"), spec: { ...the("Deployment").spec, minReadySeconds: "soon" } };
  await expect(validate(wrong)).rejects.toThrow("minReadySeconds");
});

/** What the type checker says of manifests as literals: it finds fields that do not exist, which the API would drop. */
async function typeErrors(manifests: readonly Manifest[]): Promise<string> {
  const folder = await temporaryFolder();
  await symlink(join(repository, "node_modules"), join(folder, "node_modules"));
  const lines = manifests.map(
    (manifest, nth) =>
      `export const m${nth}: import("kubernetes-models/${manifest.apiVersion}").I${manifest.kind} = ${JSON.stringify(manifest)};`,
  );
  await writeFile(join(folder, "package.json"), '{ "type": "module" }');
  await writeFile(join(folder, "manifests.ts"), lines.join("\n"));
  const compiler = join(repository, "node_modules/typescript/bin/tsc");
  const options = "--noEmit --strict --skipLibCheck --module nodenext --types".split(" ");
  return run(process.execPath, [compiler, ...options, "", "manifests.ts"], { cwd: folder }).then(
    () => "",
    ({ stdout }: { stdout: string }) => stdout,
  );
}

test("no manifest has a field that the API does not know", async () => {
  expect(await typeErrors(all)).toBe("");
  const misspelt = structuredClone(the("Deployment", "service-api"));
  misspelt.spec.template.spec.terminationGracePeriodSecond = 1;
  expect(await typeErrors([misspelt])).toContain("terminationGracePeriodSecond");
});

describe("a pod", () => {
  test("meets the restricted pod security standard, on a read-only root", () => {
    for (const { spec } of podsOf(all)) {
      expect(spec.securityContext).toMatchObject({
        runAsNonRoot: true,
        seccompProfile: { type: "RuntimeDefault" },
      });
      expect(spec).toMatchObject({ automountServiceAccountToken: false, enableServiceLinks: false });
      for (const container of spec.containers) {
        expect(container).toMatchObject({
          securityContext: {
            allowPrivilegeEscalation: false,
            readOnlyRootFilesystem: true,
            capabilities: { drop: ["ALL"] },
          },
          resources: { requests: { cpu: expect.anything() }, limits: { memory: expect.anything() } },
        });
      }
    }
  });

  test("has the time to drain that its settings ask for", () => {
    const settings = service.find(({ kind }) => kind === "ConfigMap")?.data ?? {};
    // What `tenon serve` takes at most: the delay, 25 s for what is under way, 1 s to unwind, 5 s to close.
    const needed = Number(settings.DRAIN_DELAY) + 25 + 1 + 5;
    const api = the("Deployment", "service-api").spec.template as PodTemplate;
    expect(api.spec.terminationGracePeriodSeconds).toBeGreaterThan(needed);
    const { readinessProbe } = api.spec.containers[0] as unknown as {
      readinessProbe: { periodSeconds: number; failureThreshold: number };
    };
    expect(readinessProbe.periodSeconds * readinessProbe.failureThreshold).toBeLessThan(
      Number(settings.DRAIN_DELAY),
    );
  });

  test("is of the release, finds its settings and its secrets, and is asked at ports that it has", () => {
    const names = all.map(({ kind, metadata }) => `${kind} ${metadata.name}`);
    const pods = podsOf(all);
    expect(pods).toHaveLength(3);
    for (const { spec } of pods) {
      for (const container of spec.containers) {
        expect(container.image).toBe("registry.example.com/service:0.1.0");
        for (const { configMapRef } of container.envFrom)
          expect(names).toContain(`ConfigMap ${configMapRef.name}`);
        const ports = (container.ports ?? []).map(({ name }) => name);
        for (const probe of ["startupProbe", "livenessProbe", "readinessProbe"] as const) {
          if (container[probe] !== undefined) expect(ports).toContain(container[probe].httpGet.port);
        }
      }
      for (const { secret } of spec.volumes) {
        if (secret !== undefined) expect(names).toContain(`Secret ${secret.secretName}`);
      }
    }
  });
});

test("whatever selects pods selects the ones it means", () => {
  const labels = (name: string): Labels => the("Deployment", name).spec.template.metadata.labels;
  const covers = (selector: Labels, of: Labels) =>
    Object.entries(selector).every(([name, value]) => of[name] === value);
  const [api, worker] = [labels("service-api"), labels("service-worker")];
  const selectors: [string, Labels, [boolean, boolean]][] = [
    ["Service", the("Service").spec.selector, [true, false]],
    ["api budget", the("PodDisruptionBudget", "service-api").spec.selector.matchLabels, [true, false]],
    ["worker budget", the("PodDisruptionBudget", "service-worker").spec.selector.matchLabels, [false, true]],
    ["network policy", the("NetworkPolicy").spec.podSelector.matchLabels, [true, true]],
  ];
  for (const [what, selector, expected] of selectors) {
    expect([what, covers(selector, api), covers(selector, worker)]).toEqual([what, ...expected]);
  }
  expect(the("HorizontalPodAutoscaler").spec.scaleTargetRef.name).toBe("service-api");
  // The autoscaler decides; a number in the manifest would set it back with every roll-out.
  expect(the("Deployment", "service-api").spec.replicas).toBeUndefined();
});

test("the job migrates, with the settings of the service; the service only checks", () => {
  const [settings, job] = migration;
  expect(job?.spec.template.spec.containers[0].args).toEqual(["app/db/migrate.ts"]);
  expect(settings?.metadata.name).toBe(service.find(({ kind }) => kind === "ConfigMap")?.metadata.name);
  expect(settings?.data?.MIGRATE).toBe("off");
});
