/** Elysia on Bun, which it is made for: its own `listen` calls `Bun.serve`. */
import { port, ready } from "../domain.ts";
import { elysiaApp } from "../elysia-app.ts";

elysiaApp().listen({ port, hostname: "127.0.0.1" }, ready);
