import { type App, createApp, post, router } from "tenon";
import * as z from "zod";
import { withZ } from "./python.ts";

const Maker = z.object({ name: z.string(), founded: z.int().nullable().default(null) }).meta({ id: "Maker" });

const Part = z
  .object({ code: z.string().regex(/^P-\d{3}$/), count: z.int().min(1).default(1) })
  .meta({ id: "Part" });

const Product = z
  .object({
    name: z.string().min(1).max(20),
    price: z.number().gt(0),
    note: z.string().nullable(),
    maker: Maker.nullable().default(null),
    tags: z.array(z.string()).default([]),
    parts: z.array(Part).max(3).default([]),
    stock: z.record(z.string(), z.int()).default({}),
  })
  .meta({ id: "Product" });

/** A number or its text, kept as text. */
const decimal = z.codec(
  z.union([z.number(), z.string().refine((text) => /^-?\d+(\.\d+)?$/.test(text))]),
  z.string(),
  { decode: String, encode: (text) => text },
);

const Scalars = z
  .object({
    i: z.int().nullable(),
    f: z.number().nullable(),
    s: z.string().nullable(),
    b: z.boolean().nullable(),
    d: z.iso.date().nullable(),
    dt: z.iso.datetime({ offset: true, local: true }).meta({ format: "date-time" }).nullable(),
    dec: decimal.nullable(),
    u: z.uuid().nullable(),
    strict: z.int().nullable(),
  })
  .partial()
  .meta({ id: "Scalars" });
const ScalarsSent = Scalars.extend({ dec: z.string().nullish() }).meta({ id: "ScalarsSent" });

const ClosedInner = z.strictObject({ b: z.int().default(0) }).meta({ id: "ClosedInner" });
const Closed = z
  .strictObject({ a: z.int(), inner: z.record(z.string(), ClosedInner).default({}) })
  .meta({ id: "Closed" });
const Opened = z.looseObject({ a: z.int() }).meta({ id: "Opened" });

const Camel = z
  .object({ firstName: z.string(), homeTown: z.string().default("unknown") })
  .meta({ id: "Camel" });

/** Takes `first_name` as well; `firstName` goes before it. */
const CamelByName = z.preprocess(
  (value) =>
    typeof value === "object" && value !== null && "first_name" in value
      ? { firstName: value.first_name, ...value }
      : value,
  Camel,
);

const AliasedIn = z
  .object({ "@kind": z.string(), "in-size": z.int().default(0) })
  .meta({ id: "AliasedInput" });
const AliasedOut = z
  .object({ "@kind": z.string(), outSize: z.int().default(0) })
  .meta({ id: "AliasedOutput" });

const Account = z
  .object({
    email: z
      .string()
      .trim()
      .toLowerCase()
      .refine((text) => text.includes("@"), "an e-mail address has an @"),
    password: z.string(),
    repeat: z.string(),
    plan: z.enum(["free", "paid"]).meta({ id: "Plan" }).default("free"),
  })
  .refine(({ password, repeat }) => password === repeat, "passwords differ")
  .meta({ id: "Account" });

interface TreeNode {
  label: string;
  children: TreeNode[];
}
const Tree = z
  .object({
    label: z.string(),
    get children(): z.ZodDefault<z.ZodArray<z.ZodType<TreeNode>>> {
      return z.array(Tree as z.ZodType<TreeNode>).default([]);
    },
  })
  .meta({ id: "Tree" });

function depth(node: TreeNode): number {
  return 1 + Math.max(0, ...node.children.map(depth));
}

const routes = {
  makeProduct: post("/products", { body: Product }, ({ body }) => body),
  makeProductTyped: post("/products-typed", { body: Product, response: Product }, ({ body }) => body),
  scalars: post("/scalars", { body: Scalars }, ({ body: { dt, dec, ...rest } }) => ({
    ...rest,
    ...(dt == null ? {} : { dt: dt.replace(/Z$/, "+00:00") }),
    ...(dec == null ? {} : { dec: Number(dec) }),
  })),
  scalarsTyped: post("/scalars-typed", { body: Scalars, response: ScalarsSent }, ({ body }) =>
    body.dt == null ? body : { ...body, dt: withZ(body.dt) },
  ),
  closed: post("/closed", { body: Closed }, ({ body }) => body),
  opened: post("/opened", { body: Opened }, ({ body }) => body),
  camel: post("/camel", { body: CamelByName, response: Camel }, ({ body }) => body),
  aliased: post("/aliased", { body: AliasedIn, response: AliasedOut }, ({ body }) => ({
    "@kind": body["@kind"],
    outSize: body["in-size"],
  })),
  accounts: post("/accounts", { body: Account }, ({ body: { email, plan } }) => ({ email, plan })),
  trees: post("/trees", { body: Tree }, ({ body }) => ({ depth: depth(body), tree: body })),
  optional: post("/optional", { body: Maker.nullish() }, ({ body }) => ({
    given: body != null,
    product: body ?? null,
  })),
  lax: router(
    { strictContentType: false },
    { lenient: post("/lenient", { body: Maker }, ({ body }) => body) },
  ),
};

export default (): App => createApp({ title: "JSON models", version: "1.0.0", routes });
