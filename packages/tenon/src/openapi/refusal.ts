/** Everything that one error status of an operation may mean, as one Response Object. */
import type { JsonSchema } from "../contract/schema.ts";
import type { ErrorDefinition } from "../http/errors.ts";
import type { ResponseObject } from "./document-types.ts";
import { stableText } from "./stable-text.ts";

/** Collects the reasons for one status. */
export class Refusal {
  readonly #mediaType: string;
  readonly #sentences = new Set<string>();
  /** By code: an error may be declared in two places. */
  readonly #declared = new Map<string, JsonSchema>();
  readonly #plain: JsonSchema[] = [];
  /** By media type: what is answered with this status, not thrown. */
  readonly #answers = new Map<string, JsonSchema>();
  #challenges = false;

  /** @param mediaType that of every error */
  constructor(mediaType: string) {
    this.#mediaType = mediaType;
  }

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

  /** A value that a handler answers with the same status. */
  addAnswer(sentence: string, mediaType: string, body: JsonSchema): this {
    this.#sentences.add(sentence);
    if (mediaType === this.#mediaType) this.#plain.push(body);
    else this.#answers.set(mediaType, body);
    return this;
  }

  /** The answer carries a challenge. */
  challenge(): this {
    this.#challenges = true;
    return this;
  }

  /** The Response Object. */
  response(): ResponseObject {
    const answers = [...this.#answers].map(([type, schema]) => [type, { schema }] as const);
    return {
      description: [...this.#sentences].join(" / "),
      ...(this.#challenges ? { headers: { "WWW-Authenticate": challengeHeader } } : {}),
      content: { [this.#mediaType]: { schema: this.#schema() }, ...Object.fromEntries(answers) },
    };
  }

  #schema(): JsonSchema {
    const bodies = distinct([...this.#plain, ...this.#declared.values()]);
    const [only] = bodies;
    if (bodies.length === 1 && only !== undefined) return only;
    // An error with a code fits an error without one, too: only among codes is it exactly one.
    return this.#plain.length > 0 ? { anyOf: bodies } : { oneOf: bodies };
  }
}

/** Where one schema serves for all errors, it stands once. */
function distinct(bodies: readonly JsonSchema[]): readonly JsonSchema[] {
  const texts = bodies.map(stableText);
  return bodies.filter((_, index) => texts.indexOf(texts[index] as string) === index);
}

const challengeHeader = {
  description: "How to authenticate here (RFC 9110, 11.6.1)",
  schema: { type: "string" },
};
