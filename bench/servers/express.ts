/** Express 5 with its JSON parser; Zod validates by hand. */
import express, { type ErrorRequestHandler, type RequestHandler } from "express";
import {
  bearer,
  createUser,
  notFoundBody,
  Orders,
  openSession,
  port,
  ready,
  rows,
  type User,
  unauthorizedBody,
  userOf,
} from "./domain.ts";
import { faultsOf, ItemParams, ItemQuery, Items, Me, UserCreate, UserResponse } from "./zod-contracts.ts";

const app = express();
app.disable("x-powered-by");
app.use(express.json());

app.get("/ping", (_request, response) => {
  response.json({ message: "pong" });
});

app.get("/items/:id", (request, response) => {
  const params = ItemParams.safeParse(request.params);
  if (!params.success) return void response.status(422).json(faultsOf("path", params.error.issues));
  const query = ItemQuery.safeParse(request.query);
  if (!query.success) return void response.status(422).json(faultsOf("query", query.error.issues));
  response.json({ ...params.data, ...query.data });
});

app.post("/users", (request, response) => {
  const user = UserCreate.safeParse(request.body);
  if (!user.success) return void response.status(422).json(faultsOf("body", user.error.issues));
  response.status(201).json(UserResponse.parse(createUser(user.data)));
});

const authenticate: RequestHandler = async (request, response, next) => {
  const user = await userOf(bearer(request.headers.authorization));
  if (user === undefined) return void response.status(401).json(unauthorizedBody);
  response.locals.user = user;
  next();
};

app.get("/me", authenticate, async (_request, response) => {
  const session = await openSession();
  try {
    const answer = Me.parse(new Orders(session).of(response.locals.user as User));
    await session.commit();
    response.json(answer);
  } catch (error) {
    await session.rollback();
    throw error;
  }
});

app.get("/items", (_request, response) => {
  response.json(Items.parse(rows));
});

app.use((_request, response) => {
  response.status(404).json(notFoundBody);
});

const fail: ErrorRequestHandler = (_error, _request, response, _next) => {
  response.status(500).json({ detail: "Internal Server Error" });
};
app.use(fail);

app.listen(port, "127.0.0.1", () => ready());
