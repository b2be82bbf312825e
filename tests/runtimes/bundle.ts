/** One JavaScript file of the suite for each runtime: the same tests, with that runtime's server in front of the app. */
import { readdir } from "node:fs/promises";
import { isBuiltin } from "node:module";
import { basename, join } from "node:path";
import { build, type Plugin } from "esbuild";

export const runtimes = ["node", "bun", "deno", "workerd"] as const;
export type Runtime = (typeof runtimes)[number];

const here = import.meta.dirname;
const suite = join(here, "suite");
const tests = join(here, "../../packages/tenon/tests/http");

/**
 * Bundles it.
 * @returns the path of the file
 */
export async function bundle(runtime: Runtime): Promise<string> {
  const inWorker = runtime === "workerd";
  const outfile = join(here, `.built/${runtime}.mjs`);
  await build({
    entryPoints: [join(suite, inWorker ? "workerd.ts" : "process.ts")],
    outfile,
    bundle: true,
    format: "esm",
    target: "es2024",
    sourcemap: "inline",
    sourcesContent: false,
    logLevel: "warning",
    plugins: [inPlace(runtime), inWorker ? nodeModulesByImport : packagesAsInstalled],
    // What bundlers for workers set: packages' own choice for that runtime, and Node's modules left to it.
    ...(inWorker
      ? {
          platform: "neutral",
          conditions: ["workerd", "worker", "browser"],
          mainFields: ["browser", "module", "main"],
        }
      : { platform: "node" }),
  });
  return outfile;
}

/** Where the bundle differs from the sources. */
function inPlace(runtime: Runtime): Plugin {
  return {
    name: "in-place",
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^vitest$/ }, () => ({ path: join(suite, "vitest.ts") }));
      onResolve({ filter: /\/doors\.ts$/ }, () => ({ path: join(suite, "doors.ts") }));
      onResolve({ filter: /^\.\/listen\.ts$/ }, () => ({ path: join(suite, `${runtime}.ts`) }));
      onLoad({ filter: /suite\/files\.ts$/ }, async () => ({
        contents: await testFiles(runtime),
        resolveDir: here,
      }));
    },
  };
}

async function testFiles(runtime: Runtime): Promise<string> {
  const names = (await readdir(tests)).filter((name) => name.endsWith(".test.ts")).sort();
  const paths = names.map((name) => join(tests, name));
  if (runtime === "workerd") paths.push(join(suite, "bundled-files.test.ts"));
  const entries = paths.map(
    (path) => `${JSON.stringify(basename(path))}: () => import(${JSON.stringify(path)})`,
  );
  return `export const files = { ${entries.join(", ")} };`;
}

/** Runtimes with packages load them themselves, from where they are installed. */
const packagesAsInstalled: Plugin = {
  name: "packages-as-installed",
  setup({ onResolve }) {
    onResolve({ filter: /^[^./]/ }, ({ path, kind }) =>
      kind === "entry-point" || path === "vitest" ? undefined : { path, external: true },
    );
  },
};

/** A worker has Node's modules by `import` alone: a package that requires one gets it from a module that does. */
const nodeModulesByImport: Plugin = {
  name: "node-modules-by-import",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /./ }, ({ path, kind }) => {
      if (!isBuiltin(path)) return undefined;
      const name = path.startsWith("node:") ? path : `node:${path}`;
      return kind === "require-call" ? { path: name, namespace: "required" } : { path: name, external: true };
    });
    onLoad({ filter: /./, namespace: "required" }, ({ path }) => ({
      contents: `import required from "${path}"; module.exports = required;`,
    }));
  },
};
