/** Hono on Bun: its app is a function for `Bun.serve` as it is. */
import { app } from "../hono-app.ts";
import { serveOnBun } from "./serve.ts";

serveOnBun(app.fetch);
