/** h3 with its own validation helpers and Zod. */
import {
  defineHandler,
  getValidatedQuery,
  getValidatedRouterParams,
  H3,
  HTTPError,
  readValidatedBody,
  serve,
} from "h3";
import {
  bearer,
  createUser,
  notFoundBody,
  Orders,
  openSession,
  port,
  ready,
  rows,
  type Session,
  type User,
  unauthorizedBody,
  userOf,
} from "./domain.ts";
import { faultsOf, ItemParams, ItemQuery, Items, Me, UserCreate, UserResponse } from "./zod-contracts.ts";

const refuse = (place: string) => ({
  onError: ({ issues }: { issues: Parameters<typeof faultsOf>[1] }) =>
    new HTTPError({ status: 422, data: faultsOf(place, issues) }),
});

const json = (value: unknown, status: number): Response =>
  new Response(JSON.stringify(value), { status, headers: { "content-type": "application/json" } });

const app = new H3({
  onError(error) {
    const { status, data } = error as HTTPError<unknown>;
    if (status === 422) return json(data, 422);
    return json(status === 404 ? notFoundBody : { detail: "Internal Server Error" }, status);
  },
});

app.get("/ping", () => ({ message: "pong" }));
app.get("/items/:id", async (event) => {
  const { id } = await getValidatedRouterParams(event, ItemParams, refuse("path"));
  const { limit, q } = await getValidatedQuery(event, ItemQuery, refuse("query"));
  return { id, limit, q };
});
app.post("/users", async (event) => {
  const user = await readValidatedBody(event, UserCreate, refuse("body"));
  event.res.status = 201;
  return UserResponse.parse(createUser(user));
});
app.get(
  "/me",
  defineHandler({
    middleware: [
      async (event) => {
        const user = await userOf(bearer(event.req.headers.get("authorization")));
        if (user === undefined) return json(unauthorizedBody, 401);
        event.context.user = user;
        return undefined;
      },
      async (event, next) => {
        const session = await openSession();
        event.context.session = session;
        try {
          const answer = await next();
          await session.commit();
          return answer;
        } catch (error) {
          await session.rollback();
          throw error;
        }
      },
    ],
    handler: ({ context }) => Me.parse(new Orders(context.session as Session).of(context.user as User)),
  }),
);
app.get("/items", () => Items.parse(rows));
app.all("/**", () => json(notFoundBody, 404));

await serve(app, { port, hostname: "127.0.0.1", silent: true }).ready();
ready();
