/** Everything that one error status of an operation may mean, as one Response Object. */
import type { JsonSchema } from "../contract/schema.ts";
import type { ErrorDefinition } from "../http/errors.ts";
import type { ResponseObject } from "./document-types.ts";

/** Collects the reasons for one status. */
export class Refusal {
  readonly #sentences = new Set<string>();
  /** By component: an error may be declared in two places. */
  readonly #declared = new Map<string, JsonSchema>();
  readonly #plain: JsonSchema[] = [];
  #challenges = false;

  /** A reason whose body has no code. */
  add(sentence: string, body: JsonSchema): this {
    this.#sentences.add(sentence);
    this.#plain.push(body);
    return this;
  }

  /** A declared error. */
  addDeclared({ code, message }: ErrorDefinition, body: JsonSchema): this {
    this.#sentences.add(message);
    this.#declared.set(code, body);
    return this;
  }

  /** The answer carries a challenge. */
  challenge(): this {
    this.#challenges = true;
    return this;
  }

  /** The Response Object. */
  response(): ResponseObject {
    return {
      description: [...this.#sentences].join(" / "),
      ...(this.#challenges ? { headers: { "WWW-Authenticate": challengeHeader } } : {}),
      content: { "application/json": { schema: this.#schema() } },
    };
  }

  #schema(): JsonSchema {
    const bodies = [...this.#plain, ...this.#declared.values()];
    const [only] = bodies;
    if (bodies.length === 1 && only !== undefined) return only;
    // An error with a code fits an error without one, too: only among codes is it exactly one.
    return this.#plain.length > 0 ? { anyOf: bodies } : { oneOf: bodies };
  }
}

const challengeHeader = {
  description: "How to authenticate here (RFC 9110, 11.6.1)",
  schema: { type: "string" },
};
