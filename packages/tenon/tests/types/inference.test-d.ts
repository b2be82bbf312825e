/** What the type checker must infer. Checked by `npm run typecheck`. */
import Type from "typebox";
import { expectTypeOf } from "vitest";
import * as z from "zod";
import type { Received } from "../../src/depends/need.ts";
import {
  createApp,
  defineError,
  dependency,
  fresh,
  get,
  type InputOf,
  type Need,
  type OutputOf,
  optional,
  patch,
  post,
  router,
  secured,
  securityScopes,
} from "../../src/index.ts";
import { oauth2PasswordBearer } from "../../src/security/index.ts";
import { testClient } from "../../src/testing/index.ts";
import { typebox } from "../../src/typebox.ts";

const User = z.object({
  id: z.uuid(),
  name: z.string(),
  at: z.codec(z.iso.datetime(), z.date(), { decode: (t) => new Date(t), encode: (d) => d.toISOString() }),
});
const Taken = defineError(409, "taken", { data: z.object({ name: z.string() }) });
const Gone = defineError(410, "gone");

interface Session {
  query(text: string): Promise<unknown[]>;
}
declare const session: Session;
const database = dependency({ scope: "app" }, () => ({ begin: () => session }));
const dbSession = dependency({ depends: { db: database } }, async function* ({ db }) {
  expectTypeOf(db.begin).returns.toEqualTypeOf<Session>();
  yield db.begin();
});
const guarded = dependency({ depends: { session: dbSession }, errors: [Gone] }, () => 1 as const);
const oauth2 = oauth2PasswordBearer({
  tokenUrl: "/token",
  scopes: { "users:read": "Read", "users:write": "Write" },
});
const currentUser = dependency(
  { depends: { token: oauth2, scopes: securityScopes } },
  ({ token, scopes }) => {
    expectTypeOf(token).toEqualTypeOf<string>();
    expectTypeOf(scopes.scopes).toEqualTypeOf<readonly string[]>();
    return { name: "ada" };
  },
);

// Values, lifetimes, errors and scopes of dependencies.
expectTypeOf(database["~life"]).toEqualTypeOf<"app">();
expectTypeOf(dbSession["~value"]).toEqualTypeOf<Session>();
expectTypeOf(dbSession["~life"]).toEqualTypeOf<"run">();
expectTypeOf(currentUser["~life"]).toEqualTypeOf<"http">();
expectTypeOf(currentUser["~scopes"]).toEqualTypeOf<"users:read" | "users:write">();
expectTypeOf(guarded["~errors"]).toEqualTypeOf<typeof Gone>();
expectTypeOf(dependency({ query: { q: z.string() } }, () => 1)["~life"]).toEqualTypeOf<"http">();
expectTypeOf(dependency(async () => 1)["~value"]).toEqualTypeOf<number>();
expectTypeOf(optional(currentUser)["~value"]).toEqualTypeOf<{ name: string } | undefined>();
expectTypeOf(fresh(dbSession)).toExtend<Need<Session, "run">>();
expectTypeOf<Received<{ readonly depends: { readonly a: typeof dbSession } }>>().toEqualTypeOf<{
  readonly a: Session;
}>();

// The handler's argument and result.
const one = get(
  "/orgs/:org/users/:id",
  {
    params: { org: z.string(), id: z.int() },
    query: { limit: z.int().default(10), tag: z.array(z.string()).optional() },
    headers: { userAgent: z.string() },
    cookies: z.object({ session: z.string() }),
    response: User,
    errors: [Taken],
    depends: { session: dbSession, user: secured(currentUser, "users:read"), guarded },
  },
  ({ params, query, headers, cookies, session: open, user, guarded: value }) => {
    expectTypeOf(params).toEqualTypeOf<{ readonly org: string; readonly id: number }>();
    expectTypeOf(query.limit).toEqualTypeOf<number>();
    expectTypeOf(query.tag).toEqualTypeOf<string[] | undefined>();
    expectTypeOf(headers.userAgent).toEqualTypeOf<string>();
    expectTypeOf(cookies).toEqualTypeOf<{ session: string }>();
    expectTypeOf(open).toEqualTypeOf<Session>();
    expectTypeOf(user).toEqualTypeOf<{ name: string }>();
    expectTypeOf(value).toEqualTypeOf<1>();
    return { id: "", name: "", at: new Date() };
  },
);
const create = post(
  "/",
  {
    body: z.object({ name: z.string(), age: z.int().default(1) }),
    response: User,
    status: 201,
    errors: [Taken],
  },
  async ({ body }) => {
    expectTypeOf(body).toEqualTypeOf<{ name: string; age: number }>();
    return { id: "", name: body.name, at: new Date() };
  },
);
const parts = patch("/parts", { body: { item: User, count: z.int().optional() } }, ({ body }) => {
  expectTypeOf(body.item.at).toEqualTypeOf<Date>();
  expectTypeOf(body.count).toEqualTypeOf<number | undefined>();
});
const bare = get("/bare", () => "anything");

// The client of testClient.
const api = {
  v1: router({ prefix: "/v1" }, { users: router({ prefix: "/users" }, { one, create, parts }), bare }),
};
const app = createApp({ title: "t", version: "1", routes: api });

export async function client(): Promise<void> {
  await using test = await testClient(app);
  const result = await test.api.v1.users.create({ body: { name: "ada" } });
  if (result.ok) {
    // On the wire a date is a text.
    expectTypeOf(result.data).toEqualTypeOf<{ id: string; name: string; at: string }>();
  } else if (result.code === "taken") {
    expectTypeOf(result.status).toEqualTypeOf<409>();
    expectTypeOf(result.data).toEqualTypeOf<{ name: string }>();
  } else if (result.code === "validation_error") {
    expectTypeOf(result.detail[0]?.type).toEqualTypeOf<string | undefined>();
  }
  // A dependency's declared errors are the operation's.
  const found = await test.api.v1.users.one({
    params: { org: "o", id: 1 },
    headers: { userAgent: "t" },
    cookies: { session: "s" },
    token: "t",
  });
  if (!found.ok && found.code === "gone") expectTypeOf(found.status).toEqualTypeOf<410>();
  // Nothing required: nothing to give.
  const anything = await test.api.v1.bare();
  if (anything.ok) expectTypeOf(anything.data).toEqualTypeOf<unknown>();
  // @ts-expect-error a required body
  void test.api.v1.users.create();
  // @ts-expect-error a wrong type in the body
  void test.api.v1.users.create({ body: { name: 1 } });
  // @ts-expect-error no such operation
  void test.api.v1.users.missing;
}

// Errors of routers and of their dependencies are those of every member, however deep.
const Paused = defineError(503, "paused");
const guardedRoutes = router(
  { errors: [Paused] },
  { inner: router({ prefix: "/inner", depends: { guarded } }, { bare, create }) },
);
export async function routerErrors(): Promise<void> {
  await using test = await testClient(createApp({ title: "t", version: "1", routes: { guardedRoutes } }));
  const result = await test.api.guardedRoutes.inner.bare();
  if (!result.ok && result.code === "paused") expectTypeOf(result.status).toEqualTypeOf<503>();
  if (!result.ok && result.code === "gone") expectTypeOf(result.status).toEqualTypeOf<410>();
  // @ts-expect-error nobody declares it here
  if (!result.ok && result.code === "taken") throw new Error("never");
  const created = await test.api.guardedRoutes.inner.create({ body: { name: "" } });
  if (!created.ok && created.code === "taken") expectTypeOf(created.data).toEqualTypeOf<{ name: string }>();
}

// TypeBox: the wire side is what is sent, the decoded side what a handler gets.
const Moment = Type.Codec(Type.String())
  .Decode((text) => new Date(text))
  .Encode((date) => date.toISOString());
const stamped = typebox(Type.Object({ at: Moment, n: Type.Optional(Type.Integer()) }));
expectTypeOf<InputOf<typeof stamped>>().toEqualTypeOf<{ at: string; n?: number }>();
expectTypeOf<OutputOf<typeof stamped>>().toEqualTypeOf<{ at: Date; n?: number }>();
get("/", { query: { q: typebox(Type.Optional(Type.String())) } }, ({ query }) => {
  expectTypeOf(query.q).toEqualTypeOf<string | undefined>();
});
