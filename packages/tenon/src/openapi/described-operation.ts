/** One operation on its way into the document, with the plan that says what it declares. */
import { responseContract } from "../contract/contract.ts";
import type { JsonSchema, Schema } from "../contract/schema.ts";
import { Plan } from "../depends/plan.ts";
import type { OperationNeeds } from "../routing/operation.ts";
import type { PlacedOperation } from "../routing/place.ts";
import type { SchemaComponents, Side } from "./components.ts";
import type { ErrorBodies } from "./error-bodies.ts";
import type { OperationNames } from "./links.ts";
import { pascalCase } from "./words.ts";

/** What the parts of an Operation Object are made from. */
export class DescribedOperation {
  readonly placed: PlacedOperation;
  readonly needs: OperationNeeds;
  /** Without overrides: they change what runs, never the document. */
  readonly plan: Plan;
  readonly components: SchemaComponents;
  readonly errors: ErrorBodies;
  /** What the operations are called in this document. */
  readonly names: OperationNames;

  /** @throws {StartError} when its declarations contradict each other */
  constructor(
    placed: PlacedOperation,
    components: SchemaComponents,
    errors: ErrorBodies,
    names: OperationNames,
  ) {
    this.placed = placed;
    this.needs = placed.operation.needs;
    this.plan = new Plan({ label: placed.id, guards: placed.guards, needs: this.needs });
    this.components = components;
    this.errors = errors;
    this.names = names;
  }

  /** Where a part of it stands, for messages: `users.create: body`. */
  where(part: string): string {
    return `${this.placed.id}: ${part}`;
  }

  /** The JSON Schema of what it sends, its definitions still with it. */
  json(schema: Schema, part: string): JsonSchema {
    return responseContract(schema, this.where(part)).outputJson();
  }

  /** A schema of what it sends, its definitions moved to the components. */
  place(json: JsonSchema, part: string): JsonSchema {
    return this.schema(json, "output", part);
  }

  /** A schema of it, its definitions moved to the components. `part` in words: `body`, `query limit`. */
  schema(json: JsonSchema, side: Side, part: string): JsonSchema {
    return this.components.place(json, side, {
      where: this.where(part),
      name: pascalCase(`${this.placed.id} ${part}`),
    });
  }
}
