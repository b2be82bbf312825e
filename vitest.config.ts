import { defineConfig } from "vitest/config";
import type { Reporter, Vitest } from "vitest/node";

/** Projects that `npm test` leaves out, and the command that runs each. */
const apart = {
  browser: "npm run test:browser (needs Chromium)",
  consumers: "npm run test:consumers (npm ci in tests/consumers: linters, client generators)",
  packed: "npm run test:packed (builds, packs and installs the package)",
  postgres: "npm run test:postgres (PostgreSQL and Redis: servers, or their binaries)",
  runtimes: "npm run test:runtimes (npm ci in tests/runtimes: Bun, Deno, workerd)",
  system: "npm run test:system (needs nginx, haproxy, caddy, Prometheus, systemd-analyze, kubectl)",
};

export default defineConfig({
  test: {
    reporters: ["default", leftOut()],
    projects: [
      project("tenon", ["packages/tenon/src/**/*.test.ts", "packages/tenon/tests/**/*.test.ts"]),
      project("service", ["packages/create-tenon/template/tests/**/*.test.ts"]),
      project("generator", [
        "packages/create-tenon/src/**/*.test.ts",
        "packages/create-tenon/minimal/tests/**/*.test.ts",
      ]),
      project("conduit", ["examples/conduit/tests/**/*.test.ts"]),
      project("architecture", ["tests/architecture/**/*.test.ts", "tests/readme/**/*.test.ts"]),
      project("docs", ["tests/docs/**/*.test.ts", "docs/examples/**/*.test.ts"]),
      project("documents", ["tests/documents/**/*.test.ts"]),
      project("deploy", ["tests/deploy/**/*.test.ts"]),
      project("bench", ["tests/bench/**/*.test.ts"]),
      project("properties", ["tests/properties/**/*.test.ts"]),
      project("types", ["tests/types/**/*.test.ts"], 300_000),
      // The whole suite of the service once more: on a real server, by TEST_DATABASE_URL.
      project(
        "postgres",
        [
          "packages/create-tenon/template/tests/**/*.test.ts",
          "examples/conduit/tests/**/*.test.ts",
          "tests/postgres/**/*.test.ts",
        ],
        60_000,
      ),
      project("browser", ["tests/browser/**/*.test.ts"], 120_000),
      project("runtimes", ["tests/runtimes/*.test.ts"], 60_000),
      project("consumers", ["tests/consumers/*.test.ts"], 120_000),
      project("packed", ["tests/packed/**/*.test.ts"], 300_000),
      // Real processes and the tools that deployments are made of.
      project("system", ["tests/system/**/*.test.ts"], 180_000),
    ],
  },
});

/** A time-out only ends what hangs: tests that start processes share the machine with others. */
function project(name: string, include: string[], timeout = 60_000) {
  return { test: { name, include, testTimeout: timeout, hookTimeout: Math.max(timeout, 60_000) } };
}

/** Says in one line at the end which tests did not run. */
function leftOut(): Reporter {
  let vitest: Vitest;
  return {
    onInit(context) {
      vitest = context;
    },
    onTestRunEnd() {
      const ran = new Set(vitest.projects.map((it) => it.name));
      const missing = Object.entries(apart).filter(([name]) => !ran.has(name));
      if (ran.size > 1 && missing.length > 0) {
        console.log(`Not run here: ${missing.map(([, command]) => command).join(", ")}`);
      }
    },
  };
}
