/** Hono with its Zod validator; what a handler returns is filtered by the response's schema. */
import { zValidator } from "@hono/zod-validator";
import { type Context, Hono } from "hono";
import {
  bearer,
  createUser,
  notFoundBody,
  Orders,
  openSession,
  rows,
  type Session,
  type User,
  unauthorizedBody,
  userOf,
} from "./domain.ts";
import { faultsOf, ItemParams, ItemQuery, Items, Me, UserCreate, UserResponse } from "./zod-contracts.ts";

export const app = new Hono<{ Variables: { user: User; session: Session } }>();

const refuse =
  (place: string) =>
  (
    result: {
      success: boolean;
      error?: { readonly issues: readonly { path: PropertyKey[]; message: string; code?: string }[] };
    },
    context: Context,
  ) => {
    return result.success ? undefined : context.json(faultsOf(place, result.error?.issues ?? []), 422);
  };

app.get("/ping", (context) => context.json({ message: "pong" }));

app.get(
  "/items/:id",
  zValidator("param", ItemParams, refuse("path")),
  zValidator("query", ItemQuery, refuse("query")),
  (context) => context.json({ ...context.req.valid("param"), ...context.req.valid("query") }),
);

app.post("/users", zValidator("json", UserCreate, refuse("body")), (context) =>
  context.json(UserResponse.parse(createUser(context.req.valid("json"))), 201),
);

app.get(
  "/me",
  async (context, next) => {
    const user = await userOf(bearer(context.req.header("authorization")));
    if (user === undefined) return context.json(unauthorizedBody, 401);
    context.set("user", user);
    await next();
    return undefined;
  },
  async (context, next) => {
    const session = await openSession();
    context.set("session", session);
    await next();
    if (context.error === undefined) await session.commit();
    else await session.rollback();
  },
  (context) => context.json(Me.parse(new Orders(context.get("session")).of(context.get("user")))),
);

app.get("/items", (context) => context.json(Items.parse(rows)));

app.notFound((context) => context.json(notFoundBody, 404));
