/** What the type checker must refuse: each mistake is an error where it stands. Checked by `npm run typecheck`. */
import * as z from "zod";
import {
  defineError,
  dependency,
  errorShape,
  get,
  override,
  post,
  router,
  secured,
  task,
} from "../../src/index.ts";
import { oauth2PasswordBearer } from "../../src/security/index.ts";

const pool = dependency({ scope: "app" }, () => 1);
const session = dependency({ depends: { pool } }, ({ pool: value }) => `${value}`);
const oauth2 = oauth2PasswordBearer({ tokenUrl: "/token", scopes: { "users:read": "Read" } });

// A parameter that is not in the path.
get(
  "/users/:id",
  {
    params: {
      // @ts-expect-error the path has no ":name"
      name: z.string(),
    },
  },
  () => 1,
);
get("/users/:id", { params: { id: z.int() } }, ({ params }) => params.id);
// A prefix's parameter may be read by an object schema.
get("/users/:id", { params: z.object({ org: z.string(), id: z.int() }) }, ({ params }) => params.org);

// A result that does not fit the response.
// @ts-expect-error id is missing
get("/", { response: z.object({ id: z.int() }) }, () => ({ name: "" }));
// @ts-expect-error id is text
post("/", { response: z.object({ id: z.int() }) }, async () => ({ id: "1" }));
get("/", { response: z.object({ id: z.int() }) }, () => new Response("own"));

// A dependency called by the word of an input.
get(
  "/",
  {
    depends: {
      // @ts-expect-error "body" is the word of an input
      body: session,
    },
  },
  () => 1,
);

// An app-scoped dependency that needs a request's.
dependency(
  {
    scope: "app",
    depends: {
      // @ts-expect-error it outlives requests
      session,
    },
  },
  () => 1,
);
dependency({ scope: "app", depends: { pool } }, ({ pool: value }) => value + 1);

// Something that is no dependency.
get(
  "/",
  {
    depends: {
      // @ts-expect-error a function is no dependency
      now: () => new Date(),
    },
  },
  () => 1,
);

// A value that was not declared.
// @ts-expect-error query was not declared
get("/", { depends: { session } }, ({ query }) => query);
// @ts-expect-error other was not declared
get("/", { depends: { session } }, ({ other }) => other);

// A scope that no scheme knows.
// @ts-expect-error misspelt
secured(oauth2, "users:raed");
secured(oauth2, "users:read");
// @ts-expect-error no scope at all
secured(oauth2);

// A task that needs what touches a request.
task(
  {
    depends: {
      // @ts-expect-error a token is the request's
      token: oauth2,
    },
  },
  () => 1,
);
task({ depends: { session } }, ({ session: value }) => value);

// An override of another type.
// @ts-expect-error a number is no text
override(session, () => 1);
override(session, () => "fake");

// A declared error without its data.
const Taken = defineError(409, "taken", { data: z.object({ name: z.string() }) });
// @ts-expect-error the data is required
new Taken();
new Taken({ name: "ada" });
// @ts-expect-error the data has another shape
new Taken({ name: 1 });

// An error's body that does not fit its own schema.
errorShape({
  schema: z.object({ error: z.string() }),
  // @ts-expect-error the error is text
  body: (error) => ({ error: error.status }),
});
errorShape({
  schema: z.object({ error: z.string() }),
  body: (error) => ({ error: error.message }),
  validation: {
    schema: z.object({ faults: z.int() }),
    // @ts-expect-error the validation body has a schema of its own
    body: () => ({ error: "" }),
  },
});
errorShape({ schema: () => ({ type: "string" }), body: (error) => error.message });

// An option that a router does not have.
// @ts-expect-error misspelt
router({ prefx: "/users" }, {});
