/** Fastify with its own JSON schemas on: Ajv for what comes in, fast-json-stringify for what goes out. */
import Fastify, { type FastifyReply, type FastifyRequest } from "fastify";
import {
  bearer,
  createUser,
  type NewUser,
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

const app = Fastify({ ajv: { customOptions: { allErrors: true } } });

const integer = { type: "integer" } as const;
const string = { type: "string" } as const;

app.get(
  "/ping",
  {
    schema: { response: { 200: { type: "object", properties: { message: string }, required: ["message"] } } },
  },
  () => Promise.resolve({ message: "pong" }),
);

app.get<{ Params: { id: number }; Querystring: { limit: number; q?: string } }>(
  "/items/:id",
  {
    schema: {
      params: { type: "object", properties: { id: integer }, required: ["id"] },
      querystring: {
        type: "object",
        properties: {
          limit: { type: "integer", minimum: 1, maximum: 100, default: 10 },
          q: { type: "string", maxLength: 50 },
        },
      },
      response: {
        200: {
          type: "object",
          properties: { id: integer, limit: integer, q: string },
          required: ["id", "limit"],
        },
      },
    },
  },
  (request, reply) => {
    reply.send({ id: request.params.id, limit: request.query.limit, q: request.query.q });
  },
);

app.post<{ Body: NewUser }>(
  "/users",
  {
    schema: {
      body: {
        type: "object",
        properties: {
          username: { type: "string", minLength: 3, maxLength: 32, pattern: "^[a-z0-9_]+$" },
          email: { type: "string", format: "email" },
          age: { type: "integer", minimum: 18, maximum: 150 },
          password: { type: "string", minLength: 15 },
          newsletter: { type: "boolean", default: false },
        },
        required: ["username", "email", "age", "password"],
      },
      response: {
        201: {
          type: "object",
          properties: {
            id: integer,
            username: string,
            email: string,
            age: integer,
            newsletter: { type: "boolean" },
          },
          required: ["id", "username", "email", "age", "newsletter"],
        },
      },
    },
  },
  (request, reply) => {
    reply.code(201).send(createUser(request.body));
  },
);

declare module "fastify" {
  interface FastifyRequest {
    user: User | undefined;
  }
}
app.decorateRequest("user", undefined);

app.get(
  "/me",
  {
    preHandler: async (request: FastifyRequest, reply: FastifyReply) => {
      request.user = await userOf(bearer(request.headers.authorization));
      return request.user === undefined ? reply.code(401).send(unauthorizedBody) : undefined;
    },
    schema: {
      response: {
        200: {
          type: "object",
          properties: {
            id: integer,
            username: string,
            orders: {
              type: "array",
              items: {
                type: "object",
                properties: { id: integer, item: string, quantity: integer },
                required: ["id", "item", "quantity"],
              },
            },
          },
          required: ["id", "username", "orders"],
        },
      },
    },
  },
  async (request) => {
    const session = await openSession();
    try {
      const answer = new Orders(session).of(request.user as User);
      await session.commit();
      return answer;
    } catch (error) {
      await session.rollback();
      throw error;
    }
  },
);

app.get(
  "/items",
  {
    schema: {
      response: {
        200: {
          type: "array",
          items: {
            type: "object",
            properties: {
              id: integer,
              name: string,
              description: string,
              price: { type: "number" },
              currency: string,
              inStock: { type: "boolean" },
            },
            required: ["id", "name", "description", "price", "currency", "inStock"],
          },
        },
      },
    },
  },
  (_request, reply) => {
    reply.send(rows);
  },
);

app.setNotFoundHandler((_request, reply) => reply.code(404).send(notFoundBody));

const places: Readonly<Record<string, string>> = { querystring: "query", params: "path", body: "body" };
app.setErrorHandler(
  (
    error: Error & {
      validation?: readonly { instancePath: string; keyword: string; message?: string }[];
      validationContext?: string;
    },
    _request,
    reply,
  ) => {
    if (error.validation === undefined) return reply.code(500).send({ detail: "Internal Server Error" });
    const place = places[error.validationContext ?? ""] ?? "body";
    return reply.code(422).send({
      detail: error.validation.map(({ instancePath, keyword, message = "" }) => ({
        loc: [place, ...instancePath.split("/").slice(1)],
        msg: message,
        type: keyword,
      })),
    });
  },
);

await app.listen({ port, host: "127.0.0.1" });
ready();
