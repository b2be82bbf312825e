/** For the tests of this room: reads a source, as what it gives or the places of its faults. */
import type { Fault } from "./fault.ts";
import { type InputShape, type SourceKind, sourceContract } from "./source.ts";

export function raw(entries: Record<string, unknown>): Record<string, unknown> {
  return Object.assign(Object.create(null), entries);
}

export async function read(
  kind: SourceKind,
  shape: InputShape,
  sent: Record<string, unknown>,
  known: readonly string[] = [],
) {
  const source = sourceContract(kind, shape, "test");
  const faults: Fault[] = [];
  const value = await source.read(
    raw(sent),
    faults,
    new Set([...known, ...source.fields.map((field) => field.name)]),
  );
  return faults.length > 0 ? faults.map(({ type, loc }) => [type, ...loc]) : value;
}
