/** A service that stores a row and says so; each answer names the process that gave it. */
import pg from "pg";
import { createApp, dependency, healthCheck, healthRoutes, post } from "tenon";
import type { Middleware } from "tenon/middleware";
import { z } from "zod";

const pool = dependency({ scope: "app", name: "pool" }, async function* () {
  const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 4 });
  pool.on("error", () => {});
  try {
    yield pool;
  } finally {
    await pool.end();
  }
});

const names: Middleware = {
  name: "names",
  response: (_exchange, reply) => reply.set("x-process", String(process.pid)).set("x-instance", instance),
};
const instance = process.env.INSTANCE ?? "";

export default createApp({
  title: "Rows",
  version: "1",
  middleware: [names],
  routes: {
    store: post(
      "/rows",
      { body: z.object({ id: z.string() }), depends: { pool } },
      async ({ body, pool }) => {
        await pool.query("insert into rows (id) values ($1)", [body.id]);
        return { id: body.id };
      },
    ),
    crash: post("/crash", () => {
      setTimeout(() => {
        throw new Error("nobody caught me");
      });
      return "soon";
    }),
    health: healthRoutes({ checks: { database: healthCheck(pool, (it) => it.query("select 1")) } }),
  },
});
