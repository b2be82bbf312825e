/** One operation on its way into the document, with the plan that says what it declares. */
import type { JsonSchema } from "../contract/schema.ts";
import { Plan } from "../depends/plan.ts";
import type { OperationNeeds } from "../routing/operation.ts";
import type { PlacedOperation } from "../routing/place.ts";
import type { SchemaComponents, Side } from "./components.ts";
import type { ErrorBodies } from "./error-bodies.ts";
import { pascalCase } from "./words.ts";

/** What the parts of an Operation Object are made from. */
export class DescribedOperation {
  readonly placed: PlacedOperation;
  readonly needs: OperationNeeds;
  /** Without overrides: they change what runs, never the document. */
  readonly plan: Plan;
  readonly components: SchemaComponents;
  readonly errors: ErrorBodies;

  /** @throws {StartError} when its declarations contradict each other */
  constructor(placed: PlacedOperation, components: SchemaComponents, errors: ErrorBodies) {
    this.placed = placed;
    this.needs = placed.operation.needs;
    this.plan = new Plan({ label: placed.id, guards: placed.guards, needs: this.needs });
    this.components = components;
    this.errors = errors;
  }

  /** Where a part of it stands, for messages: `users.create: body`. */
  where(part: string): string {
    return `${this.placed.id}: ${part}`;
  }

  /** A schema of it, its definitions moved to the components. `part` in words: `body`, `query limit`. */
  schema(json: JsonSchema, side: Side, part: string): JsonSchema {
    return this.components.place(json, side, {
      where: this.where(part),
      name: pascalCase(`${this.placed.id} ${part}`),
    });
  }
}
