/** One operation, with the middleware that most services have (MIDDLEWARE=all), or with none. The access log is written: to standard output. */
import { port, ready } from "../domain.ts";
import { accessLog, cors, createApp, get, requestId, secureHeaders, serve, z } from "../tenon-source.ts";

const all = [requestId(), accessLog(), cors({ origins: ["https://app.example.com"] }), secureHeaders()];

const app = createApp({
  title: "Middleware",
  version: "1.0.0",
  middleware: process.env.MIDDLEWARE === "all" ? all : [],
  routes: {
    one: get(
      "/items/:id",
      { params: { id: z.int() }, response: z.object({ id: z.int(), name: z.string() }) },
      ({ params }) => ({ id: params.id, name: "Chair" }),
    ),
  },
});

await serve(app, { port });
ready();
