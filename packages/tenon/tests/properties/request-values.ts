/** Requests made from an operation's description: what it must take, and what it must refuse. */
import fc from "fast-check";
import type { TestRequest } from "../../src/testing/test-request.ts";
import type { Described, DescribedOperation, DescribedParameter, Json } from "./described.ts";
import { valuesOf } from "./schema-values.ts";
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
  parameter: DescribedParameter,
): fc.Arbitrary<string[] | undefined> {
  const sent = valuesOf(described, parameter.schema)
    .map((value) => textsOf(parameter.in, value))
    .filter((texts) => texts !== undefined);
  return parameter.required ? sent : fc.option(sent, { nil: undefined });
}

function bodies(
  { follow, ...described }: Described,
  { body }: DescribedOperation,
): fc.Arbitrary<Body | undefined> {
  if (body === undefined) return fc.constant(undefined);
  const whole = { follow, ...described };
  const json = body.content[jsonType]?.schema;
  const form = body.content[formType]?.schema;
  const sent: fc.Arbitrary<Body> =
    json !== undefined
      ? valuesOf(whole, json).map((value) => ({ json: value }))
      : valuesOf(whole, form ?? {})
          .map((value) => fieldsOf(value))
          .filter((fields) => fields !== undefined)
          .map((fields) => ({ fields }));
  return body.required ? sent : fc.option(sent, { nil: undefined });
}

function fieldsOf(value: unknown): Fields | undefined {
  const fields = Object.entries(value as Json).map(([name, one]) => [name, textsOf("form", one)] as const);
  if (fields.some(([, texts]) => texts === undefined)) return undefined;
  return Object.fromEntries(fields) as Fields;
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

function wrongTexts(described: Described, { in: place, schema }: DescribedParameter) {
  const text = fc.oneof(
    fc.string(),
    fc.constantFrom("-1", "1.5", "x", "1e400", "null", "yes", "[1]", "9".repeat(20)),
  );
  const refused = text.filter(
    (it) =>
      textsOf(place, it) !== undefined &&
      it !== "" &&
      !meanings(it).some((value) => described.fits(schema, value) || described.fits(schema, [value])),
  );
  // A schema that takes any text has no wrong one.
  return fc
    .sample(text, 200)
    .some(
      (it) => !meanings(it).some((value) => described.fits(schema, value) || described.fits(schema, [value])),
    )
    ? refused
    : undefined;
}

function bodyFaults(described: Described, operation: DescribedOperation): fc.Arbitrary<Fault>[] {
  const { body } = operation;
  const schema = body?.content[jsonType]?.schema;
  if (body === undefined || schema === undefined) return [];
  const wrong = valuesOf(described, schema)
    .chain((value) => damaged(value))
    .filter((value) => value !== undefined && !described.fits(schema, value))
    .map(
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
    else cookies.push(`${name}=${encodeURIComponent(texts.at(-1) as string)}`);
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
