import { createApp, defineError, get, HttpError, json, onError, post } from "tenon";
import { z } from "zod";

// #region declared
const OutOfStock = defineError(409, "out_of_stock", {
  message: "There are not enough of them",
  data: z.object({ left: z.int() }),
});

const Order = z.object({ item: z.string(), amount: z.int().min(1) });

const order = post(
  "/orders",
  { body: Order, response: Order, status: 201, errors: [OutOfStock] },
  ({ body }) => {
    if (body.item === "unicorn") throw new HttpError(404, "No such item");
    if (body.amount > 3) throw new OutOfStock({ left: 3 });
    return body;
  },
);
// #endregion declared

// #region handlers
/** What a library throws. It knows nothing of HTTP, and does not have to. */
class RemoteError extends Error {}

const remote = get("/remote", () => {
  throw new RemoteError("connection reset");
});
const broken = get("/broken", () => {
  throw new Error("password=hunter2 in a connection string");
});

export default createApp({
  title: "Shop",
  version: "1.0.0",
  routes: { order, remote, broken },
  onError: [onError(RemoteError, () => json({ detail: "The other side is away" }, { status: 502 }))],
});
// #endregion handlers
