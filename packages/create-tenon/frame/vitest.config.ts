import { defineConfig } from "vitest/config";

export default defineConfig({
  // A time-out only ends what hangs: tests that start processes may share the machine with others.
  test: { include: ["tests/**/*.test.ts"], testTimeout: 60_000, hookTimeout: 60_000 },
});
