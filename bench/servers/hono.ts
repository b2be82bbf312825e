/** Hono on Node, by its own adapter. */
import { serve } from "@hono/node-server";
import { port, ready } from "./domain.ts";
import { app } from "./hono-app.ts";

serve({ fetch: app.fetch, port, hostname: "127.0.0.1" }, ready);
