/** The API as Tenon declares it. */
import { createUser, Orders, openSession, rows, usernamePattern, userOf } from "./domain.ts";
import {
  createApp,
  dependency,
  get,
  httpBearer,
  invalidToken,
  post,
  silentLogger,
  z,
} from "./tenon-source.ts";

const UserCreate = z.object({
  username: z.string().min(3).max(32).regex(usernamePattern),
  email: z.email(),
  age: z.int().min(18).max(150),
  password: z.string().min(15),
  newsletter: z.boolean().default(false),
});
const UserResponse = z.object({
  id: z.int(),
  username: z.string(),
  email: z.string(),
  age: z.int(),
  newsletter: z.boolean(),
});
const Item = z.object({
  id: z.int(),
  name: z.string(),
  description: z.string(),
  price: z.number(),
  currency: z.string(),
  inStock: z.boolean(),
});
const Me = z.object({
  id: z.int(),
  username: z.string(),
  orders: z.array(z.object({ id: z.int(), item: z.string(), quantity: z.int() })),
});

const token = httpBearer();

const currentUser = dependency({ depends: { token } }, async ({ token }) => {
  const user = await userOf(token);
  if (user === undefined) throw invalidToken();
  return user;
});

const session = dependency(async function* session() {
  const opened = await openSession();
  try {
    yield opened;
    await opened.commit();
  } catch (error) {
    await opened.rollback();
    throw error;
  }
});

const orders = dependency({ depends: { session } }, ({ session }) => new Orders(session));

export const app = createApp({
  title: "Bench",
  version: "1.0.0",
  logger: silentLogger,
  routes: {
    ping: get("/ping", { response: z.object({ message: z.string() }) }, () => ({ message: "pong" })),
    item: get(
      "/items/:id",
      {
        params: { id: z.int() },
        query: { limit: z.int().min(1).max(100).default(10), q: z.string().max(50).optional() },
        response: z.object({ id: z.int(), limit: z.int(), q: z.string().optional() }),
      },
      ({ params, query }) => ({ id: params.id, limit: query.limit, q: query.q }),
    ),
    signUp: post("/users", { body: UserCreate, response: UserResponse, status: 201 }, ({ body }) =>
      createUser(body),
    ),
    me: get("/me", { response: Me, depends: { user: currentUser, orders } }, ({ user, orders }) =>
      orders.of(user),
    ),
    items: get("/items", { response: z.array(Item) }, () => [...rows]),
  },
});
