/** Requests made from an operation's description: what it must take, and what it must refuse. */
import fc from "fast-check";
import type { TestRequest } from "../../src/testing/test-request.ts";
import type { Described, DescribedOperation, DescribedParameter, Json } from "./described.ts";
import { sifted, valuesOf } from "./schema-values.ts";
import { meanings, textsOf } from "./wire-text.ts";

/** A request, ready to send. */
export interface Made {
  readonly method: string;
  readonly target: string;
  readonly request: TestRequest;
}

/** The values that a request carries: `undefined` is not sent, a list is several texts of one name. */
interface Parts {
  readonly parameters: readonly (readonly string[] | undefined)[];
  readonly body: Body | undefined;
}

type Body = { readonly json: unknown } | { readonly fields: Fields };
type Fields = Readonly<Record<string, readonly string[]>>;

const jsonType = "application/json";
const formType = "application/x-www-form-urlencoded";

/** Whether requests can be made for it here: what takes only files has tests of its own. */
export function canBeMade({ method, body }: DescribedOperation): boolean {
  // The web's `Request` carries no body in a GET.
  return body === undefined || (method !== "GET" && (jsonType in body.content || formType in body.content));
}

/** Requests that the document allows. */
export function validRequests(described: Described, operation: DescribedOperation): fc.Arbitrary<Made> {
  return validParts(described, operation).map((parts) => made(operation, parts));
}

/** Requests that the document forbids in one place, in the eyes of the independent validator. */
export function invalidRequests(
  described: Described,
  operation: DescribedOperation,
): fc.Arbitrary<Made> | undefined {
  const faults = [...parameterFaults(described, operation), ...bodyFaults(described, operation)];
  if (faults.length === 0) return undefined;
  return fc
    .tuple(validParts(described, operation), fc.oneof(...faults))
    .map(([parts, fault]) => made(operation, { ...parts, ...fault(parts) }));
}

function validParts(described: Described, operation: DescribedOperation): fc.Arbitrary<Parts> {
  return fc.record({
    parameters: fc.tuple(...operation.parameters.map((it) => parameterTexts(described, it))),
    body: bodies(described, operation),
  });
}

function parameterTexts(
  described: Described,
  { name, in: place, required, schema }: DescribedParameter,
): fc.Arbitrary<string[] | undefined> {
  const texts = valuesOf(described, schema).map((value) => textsOf(place, value));
  const sent = sifted(
    texts,
    (it) => it !== undefined,
    () => `${place} ${name}`,
  );
  return required ? sent : fc.option(sent, { nil: undefined });
}

function bodies(described: Described, { id, body }: DescribedOperation): fc.Arbitrary<Body | undefined> {
  if (body === undefined) return fc.constant(undefined);
  const json = body.content[jsonType]?.schema;
  const sent: fc.Arbitrary<Body> =
    json !== undefined
      ? valuesOf(described, json).map((value) => ({ json: value }))
      : forms(described, body.content[formType]?.schema ?? {}, id);
  return body.required ? sent : fc.option(sent, { nil: undefined });
}

/** A form that names nothing is no form: at least one field of it is sent. */
function forms(described: Described, schema: Json, id: string): fc.Arbitrary<Body> {
  const allowed = (value: Json) => Object.keys(value).length > 0 && described.fits(schema, value);
  return sifted(
    (valuesOf(described, schema) as fc.Arbitrary<Json>).map(sendable),
    allowed,
    () => `the form of ${id}`,
  ).map((value) => ({
    fields: Object.fromEntries(
      Object.entries(value).map(([name, one]) => [name, textsOf("form", one) as string[]]),
    ),
  }));
}

/** Without what has no text: it is not sent. */
function sendable(value: Json): Json {
  return Object.fromEntries(Object.entries(value).filter(([, one]) => textsOf("form", one) !== undefined));
}

type Fault = (parts: Parts) => Partial<Parts>;

/** A required one left out, or a text of which no meaning is allowed. */
function parameterFaults(described: Described, operation: DescribedOperation): fc.Arbitrary<Fault>[] {
  return operation.parameters.flatMap((parameter, index) => {
    const instead = (texts: readonly string[] | undefined): Fault => {
      return ({ parameters }) => ({ parameters: parameters.with(index, texts) });
    };
    const wrong = wrongTexts(described, parameter)?.map((text) => instead([text]));
    const missing = parameter.required && parameter.in !== "path" ? [fc.constant(instead(undefined))] : [];
    return [...missing, ...(wrong === undefined ? [] : [wrong])];
  });
}

function wrongTexts(
  described: Described,
  { name, in: place, schema }: DescribedParameter,
): fc.Arbitrary<string> | undefined {
  const text = fc.oneof(
    fc.string(),
    fc.constantFrom("-1", "1.5", "x", "1e400", "null", "yes", "9".repeat(20)),
  );
  const refused = (it: string) =>
    it !== "" &&
    // In a header a comma would make it several.
    !it.includes(",") &&
    textsOf(place, it) !== undefined &&
    !meanings(it).some((value) => described.fits(schema, value) || described.fits(schema, [value]));
  // A schema that takes any text has no wrong one.
  if (!fc.sample(text, 200).some(refused)) return undefined;
  return sifted(text, refused, () => `a wrong ${place} ${name}`);
}

function bodyFaults(described: Described, operation: DescribedOperation): fc.Arbitrary<Fault>[] {
  const { body } = operation;
  const schema = body?.content[jsonType]?.schema;
  if (body === undefined || schema === undefined) return [];
  const wrong = sifted(
    valuesOf(described, schema).chain(damaged),
    // Where no body is needed, `null` is none, as in FastAPI.
    (value) => value !== undefined && (value !== null || body.required) && !described.fits(schema, value),
    () => `a wrong body of ${operation.id}`,
  ).map(
    (json): Fault =>
      () => ({ body: { json } }),
  );
  const missing: Fault = () => ({ body: undefined });
  const open = described.fits(schema, []) && described.fits(schema, "") && described.fits(schema, {});
  return [...(open ? [] : [wrong]), ...(body.required ? [fc.constant(missing)] : [])];
}

/** A JSON value with one place of it changed: another value there, or the name gone. */
function damaged(value: unknown): fc.Arbitrary<unknown> {
  const strange = fc.oneof(
    fc.constantFrom<unknown>(null, true, "", "x".repeat(500), -1, 0.5, 1e18, [], {}, [null]),
    fc.jsonValue({ maxDepth: 1 }),
  );
  if (typeof value !== "object" || value === null) return strange;
  const keys = Object.keys(value);
  if (keys.length === 0) return strange;
  const inside = fc.constantFrom(...keys).chain((key) => {
    const at = (value as Json)[key];
    const gone = Array.isArray(value)
      ? fc.constant(value.filter((_, index) => index !== Number(key)))
      : fc.constant(Object.fromEntries(Object.entries(value).filter(([name]) => name !== key)));
    return fc.oneof(
      gone,
      damaged(at).map((other) => replaced(value, key, other)),
    );
  });
  return fc.oneof({ weight: 1, arbitrary: strange }, { weight: 4, arbitrary: inside });
}

function replaced(value: object, key: string, other: unknown): unknown {
  if (Array.isArray(value)) return value.with(Number(key), other);
  return { ...value, [key]: other };
}

function made(operation: DescribedOperation, { parameters, body }: Parts): Made {
  const query = new URLSearchParams();
  const headers: Record<string, string> = {};
  const cookies: string[] = [];
  let target = operation.path;
  for (const [index, { name, in: place }] of operation.parameters.entries()) {
    const texts = parameters[index];
    if (texts === undefined) continue;
    if (place === "path") target = target.replace(`{${name}}`, encodeURIComponent(texts[0] as string));
    else if (place === "query") for (const text of texts) query.append(name, text);
    else if (place === "header") headers[name] = texts.join(", ");
    else cookies.push(`${name}=${texts.at(-1)}`);
  }
  if (cookies.length > 0) headers.cookie = cookies.join("; ");
  const search = query.size > 0 ? `?${query}` : "";
  return {
    method: operation.method,
    target: target + search,
    request: {
      headers,
      ...(body === undefined ? {} : "json" in body ? { json: body.json } : { form: body.fields }),
    },
  };
}
