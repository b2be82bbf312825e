import { type App, createApp, get, post, text } from "tenon";
import * as z from "zod";
import { timedelta } from "./python.ts";

const UserIn = z
  .object({ name: z.string(), password: z.string(), email: z.string().nullable().default(null) })
  .meta({ id: "UserIn" });
const UserOut = z
  .object({ name: z.string(), email: z.string().nullable().default(null) })
  .meta({ id: "UserOut" });

const Row = z
  .object({
    id: z.int(),
    title: z.string().default("untitled"),
    note: z.string().nullable().default(null),
    rank: z.number().default(1.5),
    tags: z.array(z.string()).default([]),
    owner: UserOut.nullable().default(null),
  })
  .meta({ id: "Row" });

/** The same fields, none of them filled in: what a handler leaves out stays out. */
const SparseUser = z.object({ name: z.string(), email: z.string().nullable().optional() });
const SparseRow = z.object({
  id: z.int(),
  title: z.string().optional(),
  note: z.string().nullable().optional(),
  rank: z.number().optional(),
  tags: z.array(z.string()).optional(),
  owner: SparseUser.nullable().optional(),
});

const RowExtract = Row.pick({ id: true, title: true, owner: true });
const RowWithoutTags = Row.omit({ tags: true }).extend({ owner: UserOut.omit({ email: true }).nullable() });

const Aliased = z.object({ _id: z.int(), theSize: z.int().default(1) }).meta({ id: "Aliased" });
const AliasedByName = z.object({ id_: z.int(), size: z.int() });

const Mood = z.enum(["GOOD", "BAD"]).meta({ id: "Mood" });
const Everything = z
  .object({
    day: z.iso.date(),
    at: z.string().meta({ format: "date-time" }),
    naive: z.string().meta({ format: "date-time" }),
    clock: z.string().meta({ format: "time" }),
    span: timedelta,
    price: z.string(),
    // Of no version that RFC 9562 knows.
    key: z.guid(),
    mood: Mood,
    unique: z.codec(z.array(z.int()).meta({ uniqueItems: true }), z.set(z.int()), {
      decode: (list) => new Set(list),
      encode: (set) => [...set],
    }),
    pair: z.tuple([z.int(), z.string()]),
    blob: z.string().meta({ format: "binary" }),
    secret: z.codec(z.string().meta({ format: "password", writeOnly: true }), z.string(), {
      decode: (secret) => secret,
      encode: () => "**********",
    }),
    by_day: z.record(z.iso.date(), z.int()),
    anything: z.unknown(),
  })
  .meta({ id: "Everything" });

const Square = z
  .object({ side: z.number(), area: z.number().meta({ readOnly: true }) })
  .meta({ id: "Square" });
const Point = z.object({ x: z.int(), y: z.number().default(0) }).meta({ id: "Point" });
const Animal = z.object({ name: z.string() }).meta({ id: "Animal" });
const Bird = Animal.extend({ wings: z.int() }).meta({ id: "Bird" });
const Fish = Animal.extend({ fins: z.int() }).meta({ id: "Fish" });

const rows = {
  bare: { id: 1 },
  "same-as-default": { id: 2, title: "untitled", rank: 1.5 },
  nulls: { id: 3, note: null, owner: null },
  full: { id: 4, title: "t", note: "n", rank: 2, tags: ["a"], owner: { name: "Ada", password: "p" } },
};
type StoredRow = Partial<z.infer<typeof SparseRow>> & { readonly id: number };
const stored: Readonly<Record<string, StoredRow>> = rows;

/** A row with every default filled in. */
function filled(key: string): z.infer<typeof Row> {
  return Row.parse(stored[key]);
}

function without<T extends object>(value: T, drop: (key: keyof T, one: unknown) => boolean): Partial<T> {
  return Object.fromEntries(
    Object.entries(value).filter(([key, one]) => !drop(key as keyof T, one)),
  ) as Partial<T>;
}

function changedOnly(row: StoredRow): StoredRow {
  const plain = Row.parse({ id: row.id });
  const isDefault = (key: keyof StoredRow, one: unknown) =>
    key !== "id" && JSON.stringify(one) === JSON.stringify(plain[key]);
  return { ...without(row, isDefault), id: row.id };
}

function present(row: z.infer<typeof Row>): StoredRow {
  const owner = row.owner && { name: row.owner.name, ...without(row.owner, (_, one) => one === null) };
  return { ...without({ ...row, owner }, (_, one) => one === null), id: row.id };
}

const everything = {
  day: "2024-02-29",
  at: "2024-02-29T12:30:00.250000Z",
  naive: "2024-02-29T12:30:00",
  clock: "07:05:00.001000",
  span: 86_401.5,
  price: "10.50",
  key: "12345678-1234-5678-1234-567812345678",
  mood: "GOOD" as const,
  unique: new Set([3]),
  pair: [1, "a"] as [number, string],
  blob: "bytes",
  secret: "hunter2",
  by_day: { "2024-01-01": 1 },
  anything: { d: "2024-01-01", dec: "1.50", nested: ["BAD"] },
};

const key = { params: { key: z.string() } };

const routes = {
  users: post("/users", { body: UserIn, response: UserOut }, ({ body }) => body),
  usersAnnotated: post("/users-annotated", { body: UserIn, response: UserOut }, ({ body }) => body),
  usersModelWins: post("/users-model-wins", { body: UserIn, response: UserOut }, ({ body }) => body),
  usersNoModel: post("/users-no-model", { body: UserIn }, ({ body }) => body),
  fromDict: get("/dict", { response: UserOut }, () => ({ name: "Ada", password: "secret", email: null })),
  fromObject: get("/object", { response: UserOut }, () => {
    class Thing {
      name = "Ada";
      email = "a@x.org";
      password = "secret";
    }
    return new Thing();
  }),
  row: get("/rows/:key", { ...key, response: Row }, ({ params }) => filled(params.key)),
  rowUnset: get(
    "/rows-unset/:key",
    { ...key, response: SparseRow },
    ({ params }) => stored[params.key] as StoredRow,
  ),
  rowDefaults: get("/rows-defaults/:key", { ...key, response: SparseRow }, ({ params }) =>
    changedOnly(stored[params.key] as StoredRow),
  ),
  rowNone: get("/rows-none/:key", { ...key, response: SparseRow }, ({ params }) =>
    present(filled(params.key)),
  ),
  rowInclude: get("/rows-include/:key", { ...key, response: RowExtract }, ({ params }) => filled(params.key)),
  rowExclude: get("/rows-exclude/:key", { ...key, response: RowWithoutTags }, ({ params }) =>
    filled(params.key),
  ),
  rowList: get("/rows-list", { response: z.array(Row) }, () => Object.keys(rows).map(filled)),
  rowMap: get("/rows-map", { response: z.record(z.string(), SparseRow) }, () => stored),
  aliased: get("/aliased", { response: Aliased }, () => ({ _id: 5, theSize: 1 })),
  aliasedByName: get("/aliased-by-name", { response: AliasedByName }, () => ({ id_: 5, size: 2 })),
  aliasedUntyped: get("/aliased-untyped", () => ({ _id: 5, theSize: 1 })),
  everythingTyped: get("/everything", { response: Everything }, () => everything),
  everythingUntyped: get("/everything-untyped", () => z.encode(Everything, everything)),
  everythingRaw: get("/everything-raw", () => {
    const { by_day: _, ...rest } = everything;
    return {
      ...rest,
      at: rest.at.replace("Z", "+00:00"),
      price: Number(rest.price),
      unique: [...rest.unique],
      anything: { ...rest.anything, dec: Number(rest.anything.dec) },
    };
  }),
  square: get("/square", { response: Square }, () => ({ side: 3, hidden: 9, area: 3 ** 2 })),
  shouted: get("/shouted", { response: z.object({ word: z.string() }).meta({ id: "Shouted" }) }, () => ({
    word: `${"hey".toUpperCase()}!`,
  })),
  point: get("/point", { response: Point }, () => ({ x: 1, y: 0 })),
  pointUntyped: get("/point-untyped", () => ({ x: 1, y: 2.5 })),
  animals: get(
    "/animals/:kind",
    { params: { kind: z.string() }, response: z.union([Bird, Fish]) },
    ({ params }) => {
      const animals = { bird: { name: "b", wings: 2 }, fish: { name: "f", fins: 3 } };
      return params.kind === "bird" || params.kind === "fish" ? animals[params.kind] : { name: "d", fins: 1 };
    },
  ),
  animalBase: get("/animal-base", { response: Animal }, () => ({ name: "b", wings: 2 })),
  animalBaseList: get("/animal-base-list", { response: z.array(Animal) }, () => [
    { name: "b", wings: 2 },
    { name: "a" },
  ]),
  animalBaseUntyped: get("/animal-base-untyped", () => ({ name: "b", wings: 2 })),
  maybe: get(
    "/maybe",
    { query: { given: z.boolean().default(false) }, response: UserOut.nullable() },
    ({ query }) => (query.given ? { name: "Ada", email: null } : null),
  ),
  anInt: get("/int", { response: z.int() }, () => Number("42")),
  aString: get("/string", { response: z.string() }, () => "text"),
  aFloat: get("/float", { response: z.number() }, () => 3),
  aStringUntyped: get("/string-untyped", () => "text"),
  nothing: get("/nothing", () => undefined),
  bad: get("/bad/:kind", { params: { kind: z.string() }, response: Row }, ({ params }) => {
    const broken: Record<string, unknown> = {
      missing: { title: "no id" },
      type: { id: "five" },
      none: null,
      list: [{ id: 1 }],
      nested: { id: 1, owner: { email: "x" } },
    };
    return broken[params.kind] as z.infer<typeof Row>;
  }),
  badList: get("/bad-list", { response: z.array(z.int()) }, () => [1, "x" as unknown as number]),
  unserialisable: get("/unserialisable", () => ({ f: 1n })),
  keyError: get("/key-error", { response: Row }, () => {
    throw new RangeError("no row of that name");
  }),
  responseBypassesModel: get("/response-bypasses-model", { response: UserOut }, () =>
    Response.json({ anything: "goes" }),
  ),
  responseAnnotation: get(
    "/response-annotation",
    { query: { plain: z.boolean().default(false) } },
    ({ query }) => (query.plain ? text("text") : Response.json({ json: true })),
  ),
  constrained: get(
    "/constrained",
    { query: { n: z.int().default(1) }, response: z.int().max(5) },
    ({ query }) => query.n,
  ),
};

export default (): App => createApp({ title: "Response models", version: "1.0.0", routes });
