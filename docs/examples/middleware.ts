import { createApp, exchangeKey, get, type Middleware } from "tenon";
import { cors, requestId, secureHeaders } from "tenon/middleware";

// #region hooks
/** Looks at what comes in and what goes out: the cheap kind. */
const greeter = exchangeKey<string>("greeter");
const greeting: Middleware = {
  name: "greeting",
  request: (exchange) => void exchange.set(greeter, "Tenon"),
  response: (exchange, reply) => reply.set("x-served-by", exchange.get(greeter) ?? "nobody"),
};
// #endregion hooks

// #region wrapper
/** Wraps what is inside: for what hooks cannot say. `next` never throws: an error is a reply by then. */
const quiet: Middleware = async (exchange, next) => {
  const reply = await next(exchange);
  return reply.status === 404 ? reply.set("cache-control", "no-store") : reply;
};
// #endregion wrapper

// #region app
export default createApp({
  title: "Layers",
  version: "1.0.0",
  // The outermost first: it sees the request first and the answer last.
  middleware: [requestId(), secureHeaders(), cors({ origins: ["https://shop.example"] }), greeting, quiet],
  routes: { hello: get("/hello", () => ({ message: "Hello" })) },
});
// #endregion app
