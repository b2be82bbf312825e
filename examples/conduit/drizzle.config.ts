import { defineConfig } from "drizzle-kit";

/** `npm run db:generate` compares the models with the last snapshot and writes the next migration. */
export default defineConfig({
  dialect: "postgresql",
  schema: "./app/models/*.ts",
  out: "./migrations",
});
