/** What a schema library cannot write as JSON Schema, and what to write instead, in that library's words. */

/** Thrown by an adapter for a part of a schema that has no form in JSON. */
export class UnwritableError extends Error {
  override readonly name = "UnwritableError";
  /** `date`, `bigint`, `map`, ...; as the library calls it. */
  readonly kind: string;

  constructor(kind: string) {
    super(`a ${kind} has no form in JSON`);
    this.kind = kind;
  }
}

/** What to write instead of a part, as a sentence's end. */
export function insteadOf(vendor: string, kind: string, side: "input" | "output"): string {
  const words = remedies[vendor]?.[kind.toLowerCase()]?.[side];
  return words ?? "write what goes over the wire, and convert in the handler";
}

interface Remedy {
  readonly input: string;
  readonly output: string;
}

const convert = ", and convert in the handler";
const both = (words: string): Remedy => ({ input: words, output: words });

const remedies: Readonly<Record<string, Readonly<Record<string, Remedy>>>> = {
  valibot: {
    date: {
      input: "write v.pipe(v.string(), v.isoTimestamp(), v.transform((text) => new Date(text)))",
      output: `write v.pipe(v.string(), v.isoTimestamp())${convert} (date.toISOString())`,
    },
    bigint: {
      input: "write v.pipe(v.string(), v.digits(), v.transform(BigInt))",
      output: `write v.pipe(v.string(), v.digits())${convert} (String(number))`,
    },
    set: {
      input: "write v.pipe(v.array(item), v.transform((list) => new Set(list)))",
      output: `write v.array(item)${convert} ([...set])`,
    },
    map: {
      input:
        "write v.pipe(v.record(v.string(), value), v.transform((record) => new Map(Object.entries(record))))",
      output: `write v.record(v.string(), value)${convert} (Object.fromEntries(map))`,
    },
    undefined: both("leave it out, or write v.optional(...) around what may be absent"),
  },
  arktype: {
    date: {
      input: 'write "string.date.iso.parse"',
      output: `write "string.date.iso"${convert} (date.toISOString())`,
    },
    bigint: {
      input: 'write type("string.digits").pipe((text) => BigInt(text))',
      output: `write "string.digits"${convert} (String(number))`,
    },
    set: {
      input: "write item.array().pipe((list) => new Set(list))",
      output: `write item.array()${convert} ([...set])`,
    },
    map: {
      input: 'write type("Record<string, unknown>").pipe((record) => new Map(Object.entries(record)))',
      output: `write "Record<string, unknown>"${convert} (Object.fromEntries(map))`,
    },
    undefined: both('write "key?" for what may be absent, instead of undefined'),
  },
  typebox: {
    bigint: both(
      "write Type.Codec(Type.String()).Decode((text) => BigInt(text)).Encode((number) => number.toString())",
    ),
    undefined: both("write Type.Optional(...) around what may be absent"),
    void: both("leave the schema out where nothing is sent"),
  },
};
