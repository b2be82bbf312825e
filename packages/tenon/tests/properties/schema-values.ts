/** Values that a JSON Schema (draft 2020-12) allows, made from the schema alone. */
import fc from "fast-check";
import type { Described, Json } from "./described.ts";

/** How deep a schema that contains itself is followed. */
const deepest = 6;

/** An arbitrary of values that fit a schema of the document; the independent validator has the last word. */
export function valuesOf(described: Described, schema: Json): fc.Arbitrary<unknown> {
  return sifted(
    values(described, schema, 0),
    (value) => described.fits(schema, value),
    () => JSON.stringify(described.follow(schema)),
  );
}

/** `filter` that gives up, naming what it looked for, where fast-check would look forever. */
export function sifted<T>(
  arbitrary: fc.Arbitrary<T>,
  wanted: (value: T) => boolean,
  what: () => string,
): fc.Arbitrary<T> {
  let inVain = 0;
  return arbitrary.filter((value) => {
    if (wanted(value)) {
      inVain = 0;
      return true;
    }
    inVain += 1;
    if (inVain > 2000) throw new Error(`No value was found for ${what()}`);
    return false;
  });
}

function values(described: Described, schema: Json, depth: number): fc.Arbitrary<unknown> {
  const node = described.follow(schema);
  const inner = (json: Json) => values(described, json, depth + 1);
  if (Array.isArray(node.enum)) return fc.constantFrom(...(node.enum as unknown[]));
  if ("const" in node) return fc.constant(node.const);
  const union = (node.anyOf ?? node.oneOf) as Json[] | undefined;
  if (union !== undefined) return fc.oneof(...shallowFirst(union, depth, described).map(inner));
  if (Array.isArray(node.allOf)) return allOf(node, inner);
  if (Array.isArray(node.type))
    return fc.oneof(...(node.type as string[]).map((type) => inner({ ...node, type })));
  switch (node.type) {
    case "object":
      return objects(node, inner, depth);
    case "array":
      return arrays(node, inner, depth);
    case "string":
      return texts(node);
    case "integer":
      return integers(node);
    case "number":
      return numbers(node);
    case "boolean":
      return fc.boolean();
    case "null":
      return fc.constant(null);
    default:
      return fc.jsonValue({ maxDepth: 2 });
  }
}

/** Far down, the alternatives that end: `null` and scalars rather than another level of the same. */
function shallowFirst(union: readonly Json[], depth: number, { follow }: Described): readonly Json[] {
  if (depth < deepest) return union;
  const flat = union.filter((member) => !["object", "array"].includes(follow(member).type as string));
  return flat.length > 0 ? flat : union;
}

function allOf(node: Json, inner: (json: Json) => fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  const { allOf: parts, ...rest } = node;
  const all = [...(parts as Json[]), ...(Object.keys(rest).length > 0 ? [{ type: "object", ...rest }] : [])];
  return fc.tuple(...all.map(inner)).map((made) => Object.assign({}, ...made));
}

function objects(node: Json, inner: (json: Json) => fc.Arbitrary<unknown>, depth: number) {
  const properties = (node.properties ?? {}) as Record<string, Json>;
  const required = ((node.required ?? []) as string[]).filter((key) => Object.hasOwn(properties, key));
  const declared = Object.fromEntries(
    Object.entries(properties)
      .filter(([key]) => depth < deepest || required.includes(key))
      .map(([key, json]) => [key, inner(json)]),
  );
  const known = fc.record(declared, { requiredKeys: required });
  return fc
    .tuple(known, extras(node, inner, depth))
    .map(([own, extra]) => ({ ...Object.fromEntries(extra), ...own }));
}

/** Undeclared names, where the schema says what they hold. */
function extras(
  node: Json,
  inner: (json: Json) => fc.Arbitrary<unknown>,
  depth: number,
): fc.Arbitrary<[string, unknown][]> {
  const extra = node.additionalProperties;
  if (typeof extra !== "object" || extra === null || depth >= deepest) return fc.constant([]);
  const names = (node.propertyNames ?? { type: "string" }) as Json;
  const listed = (names.enum as string[] | undefined)?.length;
  // A record over an enumeration has all of its keys.
  if (listed !== undefined)
    return fc.tuple(
      ...(names.enum as string[]).map((key) =>
        inner(extra as Json).map((value) => [key, value] as [string, unknown]),
      ),
    );
  const name = (inner({ type: "string", ...names }) as fc.Arbitrary<string>).filter(
    (it) => it !== "__proto__",
  );
  return fc.uniqueArray(fc.tuple(name, inner(extra as Json)), {
    minLength: (node.minProperties as number | undefined) ?? 0,
    maxLength: Math.max((node.minProperties as number | undefined) ?? 0, 3),
    selector: ([key]) => key,
  });
}

function arrays(node: Json, inner: (json: Json) => fc.Arbitrary<unknown>, depth: number) {
  const positions = ((node.prefixItems ?? []) as Json[]).map(inner);
  const least = Math.max(((node.minItems as number | undefined) ?? 0) - positions.length, 0);
  const most = Math.max(((node.maxItems as number | undefined) ?? 4) - positions.length, least);
  const items = node.items;
  if (items === false || (items === undefined && positions.length > 0)) return fc.tuple(...positions);
  if (depth >= deepest && least === 0) return fc.tuple(...positions);
  const item = inner((items ?? {}) as Json);
  const maxLength = Math.min(most, Math.max(least, 4));
  const rest =
    node.uniqueItems === true
      ? fc.uniqueArray(item, { minLength: least, maxLength, selector: (it) => JSON.stringify(it) })
      : fc.array(item, { minLength: least, maxLength });
  return fc.tuple(fc.tuple(...positions), rest).map(([head, tail]) => [...head, ...tail]);
}

const twoDigits = (value: number): string => String(value).padStart(2, "0");

const dates = fc
  .date({ min: new Date("1000-01-01"), max: new Date("9999-12-31"), noInvalidDate: true })
  .map((date) => date.toISOString());
const times = fc
  .tuple(fc.nat(23), fc.nat(59), fc.nat(59))
  .map((parts) => `${parts.map(twoDigits).join(":")}Z`);
const words = fc.stringMatching(/^[a-z][a-z0-9]{0,8}$/);

/** Of each format what everybody agrees on: its corners are the libraries' own. */
const formats: Readonly<Record<string, fc.Arbitrary<string>>> = {
  uuid: fc.uuid(),
  date: dates.map((text) => text.slice(0, 10)),
  "date-time": dates,
  time: times,
  duration: fc.tuple(fc.nat(99), fc.nat(23)).map(([days, hours]) => `P${days}DT${hours}H`),
  email: fc.tuple(words, words).map(([user, host]) => `${user}@${host}.example.com`),
  uri: fc.tuple(words, words).map(([host, path]) => `https://${host}.example.com/${path}`),
  hostname: words.map((word) => `${word}.example.com`),
  ipv4: fc.ipV4(),
  ipv6: fc
    .tuple(...Array.from({ length: 8 }, () => fc.nat(0xffff)))
    .map((parts) => parts.map((part) => part.toString(16)).join(":")),
};

/** Characters of one UTF-16 unit: JSON Schema counts characters where JavaScript's libraries count units. */
const character = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 0x20, max: 0x7e }) },
  { weight: 1, arbitrary: fc.integer({ min: 0xa0, max: 0xd7ff }) },
);

function texts(node: Json): fc.Arbitrary<string> {
  const format = formats[node.format as string];
  if (format !== undefined) return format;
  const minLength = (node.minLength as number | undefined) ?? 0;
  const longest = (node.maxLength as number | undefined) ?? Number.POSITIVE_INFINITY;
  if (typeof node.pattern === "string")
    return sifted(
      fc.stringMatching(new RegExp(node.pattern, "u")),
      (text) => text.length >= minLength && text.length <= longest,
      () => JSON.stringify(node),
    );
  const maxLength = Math.min(longest, minLength + 12);
  return fc.array(character, { minLength, maxLength }).map((codes) => String.fromCodePoint(...codes));
}

function integers(node: Json): fc.Arbitrary<number> {
  const step = (node.multipleOf as number | undefined) ?? 1;
  const above = node.exclusiveMinimum as number | undefined;
  const below = node.exclusiveMaximum as number | undefined;
  const least = Math.max(
    (node.minimum as number | undefined) ?? -1e15,
    above === undefined ? -1e15 : above + 1,
  );
  const most = Math.min((node.maximum as number | undefined) ?? 1e15, below === undefined ? 1e15 : below - 1);
  return fc
    .integer({ min: Math.ceil(least / step), max: Math.floor(most / step) })
    .map((value) => value * step + 0);
}

function numbers(node: Json): fc.Arbitrary<number> {
  const min = (node.minimum ?? node.exclusiveMinimum ?? -1e12) as number;
  const max = (node.maximum ?? node.exclusiveMaximum ?? 1e12) as number;
  const exact = fc.double({
    min,
    max,
    noNaN: true,
    minExcluded: node.minimum === undefined && node.exclusiveMinimum !== undefined,
    maxExcluded: node.maximum === undefined && node.exclusiveMaximum !== undefined,
  });
  const step = node.multipleOf as number | undefined;
  return step === undefined
    ? exact.map((value) => value + 0)
    : fc.integer({ min: Math.ceil(min / step), max: Math.floor(max / step) }).map((value) => value * step);
}
