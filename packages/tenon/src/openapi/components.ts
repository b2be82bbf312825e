/**
 * The named schemas of a document. Definitions arrive with the schemas of requests (`input`) and responses (`output`); each
 * name stands once, and only a name whose two sides differ gets a second entry, `NameInput`.
 *
 * Which names differ is known when everything has been seen: until `finish()`, references are kept and not yet written.
 */
import { isJsonSchema, mapSchemas, own } from "../contract/json-schema.ts";
import type { JsonSchema } from "../contract/schema.ts";
import { StartError } from "../depends/start-error.ts";
import { readable } from "./readable-schema.ts";
import { stableText } from "./stable-text.ts";
import { isUnnamed, localName, withoutNeedlessDefinitions } from "./unnamed-definitions.ts";

/** The side of a schema: what is sent to us, or what we send. */
export type Side = "input" | "output";

/** Where a schema stands in the document. */
export interface SchemaPlace {
  /** For messages: `users.create: body`. */
  readonly where: string;
  /** The name for definitions that have none of their own: `UsersCreateBody`. */
  readonly name: string;
}

interface Definition {
  readonly json: JsonSchema;
  readonly text: string;
  readonly where: string;
  /** The names it refers to. */
  readonly names: ReadonlySet<string>;
}

interface Reference {
  readonly node: JsonSchema;
  readonly side: Side;
  readonly name: string;
}

/** Collects the named schemas of one document. */
export class SchemaComponents {
  readonly #sides: Readonly<Record<Side, Map<string, Definition>>> = { input: new Map(), output: new Map() };
  readonly #references: Reference[] = [];

  /**
   * A schema as it stands in the document: its definitions moved to the components, its references pointing there once
   * `finish()` has run. Do not copy it before.
   * @throws {StartError} when one of its names stands for another shape already
   */
  place(json: JsonSchema, side: Side, place: SchemaPlace): JsonSchema {
    const { $defs, ...body } = withoutNeedlessDefinitions(readable(json));
    return this.#pointed(body, side, new Naming(isJsonSchema($defs) ? $defs : {}, place)).json;
  }

  /** A reference to a component of our own making, which is only sent. */
  named(name: string, json: JsonSchema, where: string): JsonSchema {
    const { $defs, ...body } = withoutNeedlessDefinitions(json);
    this.#define(
      name,
      "output",
      body,
      new Naming(isJsonSchema($defs) ? $defs : {}, { where, name: `${name}Data` }),
    );
    return this.#refer({}, "output", name);
  }

  /**
   * Settles the names and writes the references.
   * @throws {StartError} when `NameInput` is taken
   */
  finish(): { readonly [name: string]: JsonSchema } {
    const { input, output } = this.#sides;
    const differing = this.#differing();
    for (const name of differing) this.#refuseTaken(name);
    for (const { node, side, name } of this.#references) {
      node.$ref = `#/components/schemas/${finalName(name, side, differing)}`;
    }
    const entries = new Map<string, JsonSchema>();
    for (const [name, { json }] of input) entries.set(finalName(name, "input", differing), json);
    // After the input: of two that differ in examples only, the output has more to tell.
    for (const [name, { json }] of output) entries.set(name, json);
    return Object.fromEntries([...entries].sort(([a], [b]) => (a < b ? -1 : 1)));
  }

  /** The names whose sides differ in themselves or in what they refer to. */
  #differing(): ReadonlySet<string> {
    const { input, output } = this.#sides;
    const both = [...input].flatMap(([name, sent]) => {
      const answered = output.get(name);
      return answered === undefined ? [] : [{ name, sent, answered }];
    });
    const differing = new Set(
      both.filter(({ sent, answered }) => sent.text !== answered.text).map(({ name }) => name),
    );
    for (let before = -1; before !== differing.size; ) {
      before = differing.size;
      for (const { name, sent } of both)
        if ([...sent.names].some((inner) => differing.has(inner))) differing.add(name);
    }
    return differing;
  }

  #refuseTaken(name: string): void {
    const taken = `${name}Input`;
    const other = this.#sides.input.get(taken) ?? this.#sides.output.get(taken);
    if (other === undefined) return;
    throw new StartError(
      `"${name}" differs as a request and as a response, so ${this.#sides.input.get(name)?.where} calls its side "${taken}", ` +
        `which is another schema's name in ${other.where}. Rename one of the two schemas.`,
    );
  }

  #pointed(
    json: JsonSchema,
    side: Side,
    naming: Naming,
  ): { readonly json: JsonSchema; readonly names: ReadonlySet<string> } {
    const names = new Set<string>();
    const pointed = mapSchemas(json, (node) => {
      const local = localName(node);
      const definition = local === undefined ? undefined : own(naming.definitions, local);
      if (local === undefined || !isJsonSchema(definition)) return node;
      const name = naming.nameOf(local);
      names.add(name);
      // The parts of a schema with a name are called after it, wherever it is met.
      if (naming.enter(local))
        this.#define(name, side, definition, isUnnamed(local) ? naming : naming.within(name));
      return this.#refer(node, side, name);
    });
    return { json: pointed, names };
  }

  #define(name: string, side: Side, definition: JsonSchema, naming: Naming): void {
    const { json, names } = this.#pointed(definition, side, naming);
    const text = stableText(withoutExamples(json));
    const { where } = naming.place;
    const other = this.#sides[side].get(name);
    if (other === undefined) {
      this.#sides[side].set(name, { json, text, where, names });
    } else if (other.text !== text) {
      throw new StartError(
        `Two schemas are called "${name}": one in ${other.where}, one in ${where}. ` +
          "A name stands for one shape: rename one of them, or share one.",
      );
    }
  }

  #refer(node: JsonSchema, side: Side, name: string): JsonSchema {
    // Without the side for now, so that texts can be compared.
    node.$ref = `#/components/schemas/${name}`;
    this.#references.push({ node, side, name });
    return node;
  }
}

/** The names of one schema's definitions in the document. */
class Naming {
  readonly definitions: JsonSchema;
  readonly place: SchemaPlace;
  readonly #names = new Map<string, string>();
  readonly #entered = new Set<string>();
  #around: Naming | undefined = undefined;
  #parts = 0;

  constructor(definitions: JsonSchema, place: SchemaPlace) {
    this.definitions = definitions;
    this.place = place;
  }

  nameOf(local: string): string {
    const known = this.#names.get(local) ?? this.#newName(local);
    this.#names.set(local, known);
    return known;
  }

  /** The names inside a schema with a name: its unnamed parts are its own. */
  within(name: string): Naming {
    const inner = new Naming(this.definitions, { ...this.place, name });
    inner.#around = this.#around ?? this;
    return inner;
  }

  /** Whether a definition is met for the first time. */
  enter(local: string): boolean {
    if (this.#around !== undefined && !isUnnamed(local)) return this.#around.enter(local);
    if (this.#entered.has(local)) return false;
    this.#entered.add(local);
    return true;
  }

  #newName(local: string): string {
    if (!isUnnamed(local)) return local.replace(/[^A-Za-z0-9._-]+/g, "_");
    if (this.#around === undefined && local.startsWith("__root")) return this.place.name;
    this.#parts += 1;
    return `${this.place.name}Part${this.#parts === 1 ? "" : this.#parts}`;
  }
}

function finalName(name: string, side: Side, differing: ReadonlySet<string>): string {
  return side === "input" && differing.has(name) ? `${name}Input` : name;
}

/** Libraries drop examples from the side they were not written for; that alone makes no second schema. */
function withoutExamples(json: JsonSchema): JsonSchema {
  return mapSchemas(json, (node) => {
    const { examples: _dropped, ...rest } = node;
    return rest;
  });
}
