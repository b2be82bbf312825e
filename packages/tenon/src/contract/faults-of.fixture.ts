/** For the tests of this room: the faults of a value that is validated as a body. */
import { contract } from "./contract.ts";
import type { Schema } from "./schema.ts";

export async function faultsOf(schema: Schema, value: unknown, echo = true) {
  const made = contract(schema, "test: body");
  const result = await made.decode(value);
  return result.issues === undefined ? [] : made.faults(result.issues, ["body"], value, echo);
}

export async function places(schema: Schema, value: unknown) {
  return (await faultsOf(schema, value)).map(({ type, loc }) => [type, ...loc]);
}
