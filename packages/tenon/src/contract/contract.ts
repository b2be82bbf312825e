/**
 * A contract is a schema made ready to serve: decode for requests, encode for responses, JSON Schemas for the document, and
 * the library's issues in FastAPI's words.
 *
 * Everything is worked out once a schema; while serving only `decode`, `encode` and, for bad input, `faults` run.
 */
import type { StandardSchemaV1 } from "@standard-schema/spec";
import type { Adapter, Outcome, Run } from "./adapter.ts";
import { withoutAlias } from "./alias.ts";
import { ContractError } from "./contract-error.ts";
import type { Fault } from "./fault.ts";
import { tidy } from "./json-schema.ts";
import { report } from "./report.ts";
import type { JsonSchema, Schema } from "./schema.ts";
import { type Hidden, hiddenPaths } from "./secret.ts";
import { standardAdapter } from "./standard.ts";
import { isZod, zodAdapter } from "./zod.ts";

export { ContractError } from "./contract-error.ts";

/** A schema made ready to serve. */
export interface Contract {
  readonly schema: Schema;
  /** Validating `undefined` fails (asked once at start-up; an asynchronous answer counts as required). */
  readonly required: boolean;
  /** The wire side of a request, draft 2020-12; definitions under `$defs`. May throw ContractError. */
  inputJson(): JsonSchema;
  /** The wire side of a response. May throw ContractError. */
  outputJson(): JsonSchema;
  /** Request direction: from the wire to the decoded value; at once wherever the library allows it. */
  decode(value: unknown): StandardSchemaV1.Result<unknown> | Promise<StandardSchemaV1.Result<unknown>>;
  /** Response direction: from the decoded value to the wire, checked, declared fields only. */
  encode(value: unknown): StandardSchemaV1.Result<unknown> | Promise<StandardSchemaV1.Result<unknown>>;
  /**
   * The faults of a failed `decode` of `input`. `loc` goes in front (`["body"]`); with `echo` false nothing received is
   * shown; `shown` is the value as it was sent, where that is not `input`.
   */
  faults(
    issues: readonly StandardSchemaV1.Issue[],
    loc: readonly (string | number)[],
    input: unknown,
    echo: boolean,
    shown?: unknown,
  ): Fault[];
}

/** What this room knows of a contract besides. */
export interface OwnContract extends Contract {
  /** The input JSON Schema as the library writes it, aliases included. */
  writtenInput(): JsonSchema;
  /** What `encode` runs. May throw ContractError. */
  encoder(): Run;
}

const known = new WeakMap<Schema, OwnContract>();

/**
 * The contract of a schema. `where` names it in error messages.
 *
 * @example
 * const body = contract(UserCreate, "users.create: body");
 */
export function contract(schema: Schema, where: string): Contract {
  return ownContract(schema, where);
}

/** Like `contract`, and fails at once when the schema has no JSON Schema on the side of a request. */
export function requestContract(schema: Schema, where: string): Contract {
  const made = ownContract(schema, where);
  saidHere(
    () => made.writtenInput(),
    () => adapterOf(made.schema, where).inputJson(),
  );
  return made;
}

/** Like `contract`, and fails at once when the schema cannot be sent: no JSON Schema on the wire side, or no way to it. */
export function responseContract(schema: Schema, where: string): Contract {
  const made = ownContract(schema, where);
  saidHere(
    () => {
      made.encoder();
      made.outputJson();
    },
    () => {
      const adapter = adapterOf(made.schema, where);
      adapter.encoder();
      adapter.outputJson();
    },
  );
  return made;
}

/** A contract is shared by all places of its schema, and names the first in its errors; here the message names this place. */
function saidHere(ask: () => void, askAgain: () => void): void {
  try {
    ask();
  } catch (error) {
    askAgain();
    throw error;
  }
}

/** `contract` for this room. */
export function ownContract(schema: Schema, where: string): OwnContract {
  const plain = withoutAlias(schema);
  const cached = known.get(plain);
  if (cached !== undefined) return cached;
  const made = assembled(plain, adapterOf(plain, where));
  known.set(plain, made);
  return made;
}

function adapterOf(schema: Schema, where: string): Adapter {
  return isZod(schema) ? zodAdapter(schema, where) : standardAdapter(schema, where);
}

function assembled(schema: Schema, adapter: Adapter): OwnContract {
  const writtenInput = once(adapter.inputJson);
  const outputJson = once(() => tidy(adapter.outputJson()));
  const inputJson = once(() => tidy(writtenInput()));
  const hidden = once(() => hiddenOf(inputJson));
  const encoder = once(adapter.encoder);
  let encode: Run = (value): Outcome => {
    encode = encoder();
    return encode(value);
  };
  return {
    schema,
    required: isRequired(adapter.decode),
    inputJson,
    outputJson,
    writtenInput,
    encoder,
    decode: adapter.decode,
    encode: (value) => encode(value),
    faults: (issues, loc, input, echo, shown = input) =>
      report(adapter.findings(issues, input), { loc, input, shown, echo, hidden: hidden() }),
  };
}

function isRequired(decode: Run): boolean {
  try {
    const result = decode(undefined);
    if (!(result instanceof Promise)) return result.issues !== undefined;
    // Nobody waits for this answer; that it failed is no news.
    result.catch(() => {});
    return true;
  } catch {
    // A conversion that cannot take `undefined`.
    return true;
  }
}

function hiddenOf(json: () => JsonSchema): Hidden {
  try {
    return hiddenPaths(json());
  } catch (error) {
    if (!(error instanceof ContractError)) throw error;
    // Without a schema to look into, anything may be a secret.
    return () => true;
  }
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
