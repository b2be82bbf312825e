import { createApp, dependency, get, healthCheck, healthRoutes } from "tenon";

// #region health
const database = dependency({ scope: "app" }, () => ({ ping: async () => "pong" }));

const api = {
  hello: get("/hello", () => ({ message: "Hello" })),
  health: healthRoutes({ checks: { database: healthCheck(database, (db) => db.ping()) } }),
};
// #endregion health

// #region server
/** Read by `tenon serve`; what is said on the command line goes before it. */
export const server = { port: Number(process.env.PORT ?? 8000), drainDelay: 5_000 };

export default createApp({ title: "Hello", version: "1.0.0", routes: api });
// #endregion server
