/** An app of any number of operations, five to a resource, as a service has them. */
import { createApp, del, dependency, get, post, put, router, silentLogger, z } from "../tenon-source.ts";

const tenant = dependency(() => 1);
const store = dependency({ depends: { tenant } }, ({ tenant }) => ({ tenant }));
const paging = { limit: z.int().min(1).max(100).default(10) };
const id = { id: z.int() };

/** A resource with schemas of its own, as no two of a service are the same. */
function resource(name: string) {
  const New = z.object({ name: z.string().min(1), age: z.int(), tags: z.array(z.string()).default([]) });
  const Stored = z.object({ id: z.int(), name: z.string(), age: z.int(), tags: z.array(z.string()) });
  const stored = (id: number) => ({ id, name, age: 36, tags: ["one", "two"] });
  const depends = { store };
  return router(
    { prefix: `/${name}`, depends: { tenant } },
    {
      list: get("/", { query: paging, response: z.array(Stored), depends }, ({ query }) => [
        stored(query.limit),
      ]),
      create: post("/", { body: New, response: Stored, status: 201, depends }, ({ body }) => ({
        id: 1,
        ...body,
      })),
      one: get("/:id", { params: id, response: Stored, depends }, ({ params }) => stored(params.id)),
      change: put("/:id", { params: id, body: New, response: Stored, depends }, ({ params, body }) => ({
        id: params.id,
        ...body,
      })),
      remove: del("/:id", { params: id, status: 204, depends }, () => undefined),
    },
  );
}

/** Declares them. */
export function appOf(operations: number) {
  const resources = Array.from({ length: operations / 5 }, (_, index) => `resource${index}`);
  return createApp({
    title: "Many operations",
    version: "1.0.0",
    logger: silentLogger,
    routes: Object.fromEntries(resources.map((name) => [name, resource(name)])),
  });
}
