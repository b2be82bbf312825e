/** An app that declares a bit of everything that a document can say; each handler gives back what it got. */
import { toStandardJsonSchema } from "@valibot/to-json-schema";
import { type } from "arktype";
import * as v from "valibot";
import * as z from "zod";
import {
  createApp,
  dependency,
  get,
  isoDate,
  isoDateTime,
  patch,
  post,
  put,
  router,
} from "../../src/index.ts";

const Colour = z.enum(["red", "green", "blue"]);
const Address = z
  .object({ street: z.string().max(30), zip: z.string().regex(/^\d{5}$/) })
  .meta({ id: "Address" });
const Dog = z
  .object({ kind: z.literal("dog"), barks: z.boolean(), age: z.int().min(0).max(40) })
  .meta({ id: "Dog" });
const Cat = z.object({ kind: z.literal("cat"), lives: z.int().min(1).max(9) }).meta({ id: "Cat" });
const Pet = z.discriminatedUnion("kind", [Dog, Cat]);

const Profile = z.object({
  id: z.uuid(),
  name: z.string().min(1).max(20),
  email: z.email(),
  born: z.iso.date(),
  seen: z.iso.datetime(),
  site: z.url().optional(),
  nick: z.string().nullable(),
  note: z.string().max(10).nullish(),
  score: z.number().min(0).max(1),
  level: z.int().positive().multipleOf(5).max(100),
  colour: Colour.default("red"),
  tags: z.array(z.string().min(1).max(8)).min(1).max(3),
  position: z.tuple([z.number(), z.number()]),
  address: Address.optional(),
  pets: z.array(Pet).default([]),
  counts: z.record(z.string().regex(/^[a-z]{1,5}$/), z.int()),
  byColour: z.record(Colour, z.boolean()),
  either: z.union([z.int(), z.string().max(5), z.array(z.boolean()).max(2)]),
  closed: z.strictObject({ a: z.int(), b: z.boolean().optional() }),
  open: z.looseObject({ a: z.int() }),
});

const Tree = z.object({
  label: z.string().max(4),
  get children() {
    return z.array(Tree).max(2);
  },
});

const Moment = z.object({ at: isoDateTime(), day: isoDate(), both: z.array(isoDateTime()).max(2) });

const paging = dependency({ query: { page: z.int().min(1).default(1) } }, ({ query }) => query.page);

const Search = z.object({
  text: z.string().max(10),
  limit: z.int().min(1).max(100).default(20),
  colours: z.array(Colour).max(2).optional(),
  exact: z.boolean().optional(),
});

const valibotBook = toStandardJsonSchema(
  v.object({
    title: v.pipe(v.string(), v.minLength(1), v.maxLength(10)),
    pages: v.pipe(v.number(), v.integer(), v.minValue(1)),
    status: v.picklist(["draft", "out"]),
    series: v.nullable(v.string()),
  }),
);

const arkBook = type({
  title: "1 <= string <= 10",
  pages: "number.integer >= 1",
  status: "'draft' | 'out'",
  "series?": "string | null",
});

const Everything = z.object({ path: z.unknown(), query: z.unknown(), page: z.unknown() });

/** The routes. */
export const routes = {
  paths: router(
    { prefix: "/paths" },
    {
      int: get(
        "/int/:id",
        { params: { id: z.int().min(-5).max(1000) }, response: Everything },
        ({ params }) => ({ path: params.id, query: null, page: null }),
      ),
      text: get(
        "/text/:name",
        { params: { name: z.string().max(12) }, response: Everything },
        ({ params }) => ({ path: params.name, query: null, page: null }),
      ),
      uuid: get("/uuid/:id", { params: { id: z.uuid() } }, ({ params }) => params),
      word: get("/word/:colour", { params: { colour: Colour } }, ({ params }) => params),
      two: get("/two/:low/:high", { params: { low: z.number(), high: z.boolean() } }, ({ params }) => params),
      date: get("/date/:day", { params: { day: z.iso.date() } }, ({ params }) => params),
    },
  ),
  queries: router(
    { prefix: "/queries", depends: { paging } },
    {
      scalars: get(
        "/scalars",
        {
          query: {
            whole: z.int(),
            part: z.number().min(-1).max(1).optional(),
            flag: z.boolean().default(false),
            text: z.string().max(8).optional(),
            word: Colour.optional(),
            day: z.iso.date().optional(),
            at: z.iso.datetime().optional(),
            mail: z.email().optional(),
            one: z.literal(1).optional(),
            maybe: z.int().nullable().optional(),
            either: z.union([z.int(), z.uuid()]).optional(),
          },
          depends: { page: paging },
        },
        ({ query, page }) => ({ ...query, page }),
      ),
      lists: get(
        "/lists",
        {
          query: {
            ids: z.array(z.int()).min(1).max(4),
            words: z.array(Colour).optional(),
            flags: z.array(z.boolean()).default([]),
            pair: z.tuple([z.int(), z.string().max(4)]).optional(),
          },
        },
        ({ query }) => query,
      ),
      object: get("/object", { query: Search, response: Search }, ({ query }) => query),
      strict: get(
        "/strict",
        { query: z.strictObject({ n: z.int().optional(), s: z.string().optional() }) },
        ({ query }) => query,
      ),
    },
  ),
  headers: get(
    "/headers",
    {
      headers: {
        xLevel: z.int().max(9),
        xFlag: z.boolean().optional(),
        xName: z.string().max(9).optional(),
        xIds: z.array(z.int()).optional(),
      },
      cookies: { session: z.string().max(12), visits: z.int().optional() },
    },
    ({ headers, cookies }) => ({ ...headers, ...cookies }),
  ),
  bodies: router(
    { prefix: "/bodies" },
    {
      profile: post("/profile", { body: Profile, response: Profile, status: 201 }, ({ body }) => body),
      pet: put("/pet", { body: Pet, response: Pet }, ({ body }) => body),
      tree: post("/tree", { body: Tree, response: Tree }, ({ body }) => body),
      moment: post("/moment", { body: Moment, response: Moment }, ({ body }) => body),
      partial: patch(
        "/partial/:id",
        { params: { id: z.int() }, body: Profile.partial(), response: Profile.partial() },
        ({ body }) => body,
      ),
      optional: post(
        "/optional",
        { body: Address.optional(), response: Address.nullable() },
        ({ body }) => body ?? null,
      ),
      scalar: post("/scalar", { body: z.int().min(0), response: z.int() }, ({ body }) => body),
      list: post("/list", { body: z.array(Pet).max(3), response: z.array(Pet) }, ({ body }) => body),
      record: post(
        "/record",
        { body: z.record(z.string(), z.number()), response: z.record(z.string(), z.number()) },
        ({ body }) => body,
      ),
      nullable: post(
        "/nullable",
        { body: Address.nullable(), response: Address.nullable() },
        ({ body }) => body,
      ),
      any: post("/any", { body: z.json(), response: z.json() }, ({ body }) => body),
      parts: post(
        "/parts",
        { body: { address: Address, count: z.int().default(1), pet: Pet.optional() } },
        ({ body }) => body,
      ),
      both: post(
        "/both",
        {
          body: z.intersection(Address, z.object({ floor: z.int() })),
          response: z.intersection(Address, z.object({ floor: z.int() })),
        },
        ({ body }) => body,
      ),
      valibot: post("/valibot", { body: valibotBook, response: valibotBook }, ({ body }) => body),
      arktype: post("/arktype", { body: arkBook, response: arkBook }, ({ body }) => body),
    },
  ),
  forms: router(
    { prefix: "/forms" },
    {
      fields: post(
        "/fields",
        {
          form: {
            name: z.string().max(9),
            age: z.int().min(0),
            agree: z.boolean().default(false),
            colours: z.array(Colour).optional(),
          },
        },
        ({ form }) => form,
      ),
      object: post("/object", { form: Search, response: Search }, ({ form }) => form),
    },
  ),
};

/** The app. */
export const contractRich = createApp({ title: "Contracts", version: "1.0.0", routes });
