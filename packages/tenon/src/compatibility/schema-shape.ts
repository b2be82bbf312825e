/** A JSON Schema as the comparison looks at it: references followed, what `allOf` says put together, types as a set. */

/** Any JSON Schema object. */
export interface Shape {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly properties?: { readonly [name: string]: Shape };
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Shape;
  readonly items?: Shape | boolean;
  readonly prefixItems?: readonly Shape[];
  readonly anyOf?: readonly Shape[];
  readonly oneOf?: readonly Shape[];
  readonly allOf?: readonly Shape[];
  readonly [keyword: string]: unknown;
}

/** A document, as far as references go. */
export interface Referable {
  readonly components?: { readonly schemas?: { readonly [name: string]: unknown } };
}

/** Follows references, and puts the parts of `allOf` into one. */
export function resolved(shape: Shape, document: Referable): Shape {
  const { $ref, allOf, ...own } = shape;
  const parts = [
    ...($ref === undefined ? [] : [resolved(referred($ref, document), document)]),
    ...(allOf ?? []).map((part) => resolved(part, document)),
  ];
  return parts.length === 0 ? shape : parts.reduceRight<Shape>((rest, part) => joined(part, rest), own);
}

/** Whether a schema is a choice between others. */
export function isUnion({ anyOf, oneOf }: Shape): boolean {
  return anyOf !== undefined || oneOf !== undefined;
}

/** The members of a union; of any other schema one for each of its types. */
export function membersOf(shape: Shape, document: Referable): readonly Shape[] {
  const members = shape.anyOf ?? shape.oneOf;
  if (members === undefined) {
    const { type } = shape;
    return Array.isArray(type) ? type.map((one: string) => ({ ...shape, type: one })) : [shape];
  }
  return members.flatMap((member) => membersOf(resolved(member, document), document));
}

/** The types that a value may have; undefined for any. */
export function typesOf({ type, enum: values, const: only }: Shape): ReadonlySet<string> | undefined {
  if (type !== undefined) return new Set(typeof type === "string" ? [type] : type);
  const known = only === undefined ? values : [only];
  return known === undefined ? undefined : new Set(known.map(typeOfValue));
}

/** The values that there are; undefined when they are not counted. */
export function valuesOf({ enum: values, const: only }: Shape): readonly unknown[] | undefined {
  return only === undefined ? values : [only];
}

function referred(reference: string, { components }: Referable): Shape {
  const name = /^#\/components\/schemas\/(.+)$/.exec(reference)?.[1] ?? "";
  return (components?.schemas?.[name.replaceAll("~1", "/").replaceAll("~0", "~")] ?? {}) as Shape;
}

function joined(one: Shape, other: Shape): Shape {
  return {
    ...one,
    ...other,
    ...(one.properties === undefined && other.properties === undefined
      ? {}
      : { properties: { ...one.properties, ...other.properties } }),
    ...(one.required === undefined && other.required === undefined
      ? {}
      : { required: [...new Set([...(one.required ?? []), ...(other.required ?? [])])] }),
  };
}

function typeOfValue(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  return typeof value;
}
