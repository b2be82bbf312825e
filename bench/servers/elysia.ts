/** Elysia on Node, by its own adapter. */
import { node } from "@elysiajs/node";
import { port, ready } from "./domain.ts";
import { elysiaApp } from "./elysia-app.ts";

elysiaApp({ adapter: node() }).listen({ port, hostname: "127.0.0.1" }, ready);
