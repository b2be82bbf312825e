/** Elysia with its own schemas, which validate, coerce, filter the answer and write it. */
import { Elysia, t } from "elysia";
import {
  bearer,
  createUser,
  type Fault,
  notFoundBody,
  Orders,
  openSession,
  rows,
  unauthorizedBody,
  userOf,
} from "./domain.ts";

const places: Readonly<Record<string, string>> = { params: "path", query: "query", body: "body" };

type Hidden = "createdBy" | "password" | "verified";

/** Makes the app for an adapter: Node's, or none on Bun. */
export function elysiaApp(options: ConstructorParameters<typeof Elysia>[0] = {}) {
  return new Elysia(options)
    .onError(({ code, error, set }) => {
      if (code === "NOT_FOUND") {
        set.status = 404;
        return notFoundBody;
      }
      if (code !== "VALIDATION") return;
      set.status = 422;
      const detail: Fault[] = error.all.map((issue) => ({
        loc: [places[error.type] ?? error.type, ...("path" in issue ? issue.path.split("/").slice(1) : [])],
        msg: issue.summary ?? "",
        type: "value_error",
      }));
      return { detail };
    })
    .get("/ping", () => ({ message: "pong" }), { response: t.Object({ message: t.String() }) })
    .get("/items/:id", ({ params, query }) => ({ id: params.id, ...query }), {
      params: t.Object({ id: t.Integer() }),
      query: t.Object({
        limit: t.Integer({ minimum: 1, maximum: 100, default: 10 }),
        q: t.Optional(t.String({ maxLength: 50 })),
      }),
      response: t.Object({ id: t.Integer(), limit: t.Integer(), q: t.Optional(t.String()) }),
    })
    .post(
      "/users",
      ({ body, status }) =>
        // The contract of the answer takes away what it does not name; its type knows nothing of that.
        status(201, createUser(body) as ReturnType<typeof createUser> & { [key in Hidden]: never }),
      {
        body: t.Object({
          username: t.String({ minLength: 3, maxLength: 32, pattern: "^[a-z0-9_]+$" }),
          email: t.String({ format: "email" }),
          age: t.Integer({ minimum: 18, maximum: 150 }),
          password: t.String({ minLength: 15 }),
          newsletter: t.Boolean({ default: false }),
        }),
        response: {
          201: t.Object({
            id: t.Integer(),
            username: t.String(),
            email: t.String(),
            age: t.Integer(),
            newsletter: t.Boolean(),
          }),
        },
      },
    )
    .get("/items", () => [...rows], {
      response: t.Array(
        t.Object({
          id: t.Integer(),
          name: t.String(),
          description: t.String(),
          price: t.Number(),
          currency: t.String(),
          inStock: t.Boolean(),
        }),
      ),
    })
    .resolve(async ({ headers, status }) => {
      const user = await userOf(bearer(headers.authorization));
      if (user === undefined) return status(401, unauthorizedBody);
      return { user };
    })
    .get(
      "/me",
      async ({ user }) => {
        const session = await openSession();
        try {
          const answer = new Orders(session).of(user);
          await session.commit();
          return answer;
        } catch (error) {
          await session.rollback();
          throw error;
        }
      },
      {
        response: {
          200: t.Object({
            id: t.Integer(),
            username: t.String(),
            orders: t.Array(t.Object({ id: t.Integer(), item: t.String(), quantity: t.Integer() })),
          }),
        },
      },
    );
}
