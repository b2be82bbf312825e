/** The source of an API of so many operations, each with a contract and two dependencies, as a program for the type checker. */

/** What is counted: the schemas alone, the operations over them, or a call of each through the typed client as well. */
export type Stage = "schemas" | "operations" | "calls";

/** Operations of one router: as many as a file of endpoints has. */
const perRouter = 20;

/** A program with `count` operations, up to a stage; `framework` is where it imports Tenon from. */
export function generatedApi(count: number, stage: Stage, framework: string): string {
  const indexes = Array.from({ length: count }, (_, index) => index);
  if (stage === "schemas") return ['import * as z from "zod";', ...indexes.flatMap(used)].join("\n");
  const lines = [
    `import { createClient, createApp, dependency, get, post, router, routes } from "${framework}";`,
    'import * as z from "zod";',
    "const session = dependency(() => ({ find: (id: number) => ({ id, name: String(id) }) }));",
    "const user = dependency({ depends: { session } }, ({ session }) => session.find(1));",
    ...indexes.map(schemas),
  ];
  const routers = Array.from({ length: Math.ceil(count / perRouter) }, (_, index) => index);
  lines.push(
    ...routers.map((router) => routerOf(router, indexes.slice(router * perRouter, (router + 1) * perRouter))),
    `const api = { ${routers.map((router) => `r${router}`).join(", ")} };`,
    'createApp({ title: "Generated", version: "1.0.0", routes: api });',
  );
  if (stage === "calls")
    lines.push(
      'const client = createClient<typeof api>(routes(api), { baseUrl: "http://localhost" });',
      ...indexes.map(call),
    );
  return lines.join("\n");
}

function schemas(index: number): string {
  return [
    `const Body${index} = z.object({ name: z.string().min(1), amount: z.int(), tags: z.array(z.string()).optional() });`,
    `const Answer${index} = z.object({ id: z.int(), name: z.string(), v${index}: z.boolean() });`,
    `const Query${index} = { limit: z.int().max(100).default(10), search: z.string().optional() };`,
  ].join("\n");
}

/** What anybody pays who validates with these schemas by hand: their types, in and out. */
function used(index: number): string[] {
  return [
    schemas(index),
    `function use${index}(body: z.output<typeof Body${index}>, limit: z.output<typeof Query${index}.limit>, search: z.output<typeof Query${index}.search>): z.input<typeof Answer${index}> {
  return { id: limit, name: body.name + search, v${index}: true };
}`,
    `use${index}({ name: "a", amount: 2 }, 1, undefined);`,
  ];
}

function routerOf(router: number, indexes: readonly number[]): string {
  return `const r${router} = router({ prefix: "/r${router}" }, {\n${indexes.map(operation).join("\n")}\n});`;
}

function operation(index: number): string {
  return `  o${index}: post("/things${index}/:id", {
    params: { id: z.int() }, query: Query${index}, body: Body${index}, response: Answer${index}, depends: { session, user },
  }, ({ params, body, query, session, user }) => ({
    id: session.find(params.id).id + query.limit, name: body.name + user.name, v${index}: true, secret: 1,
  })),`;
}

function call(index: number): string {
  const router = Math.floor(index / perRouter);
  return `const a${index} = await client.r${router}.o${index}({ params: { id: 1 }, query: { limit: 5 }, body: { name: "a", amount: 2 } });
if (a${index}.ok) { const v: boolean = a${index}.data.v${index}; void v; }`;
}
