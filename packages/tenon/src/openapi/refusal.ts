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
  #challenges = false;
  #answer: ResponseObject | undefined = undefined;

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

  /** An answer that is given with the same status: its body is one more, its headers, examples and links are there, too. */
  addAnswer(answer: ResponseObject, description: string | undefined): this {
    const body = answer.content?.[this.#mediaType];
    if (body !== undefined) this.#plain.push(body.schema);
    if (answer.content !== undefined || description !== undefined) this.#sentences.add(answer.description);
    this.#answer = answer;
    return this;
  }

  /** The answer carries a challenge. */
  challenge(): this {
    this.#challenges = true;
    return this;
  }

  /** The Response Object. */
  response(): ResponseObject {
    const { headers = {}, content = {}, links } = this.#answer ?? {};
    const all = { ...(this.#challenges ? { "WWW-Authenticate": challengeHeader } : {}), ...headers };
    const body = { ...content[this.#mediaType], schema: this.#schema() };
    return {
      description: [...this.#sentences].join(" / "),
      ...(Object.keys(all).length === 0 ? {} : { headers: all }),
      content: { ...content, [this.#mediaType]: body },
      ...(links === undefined ? {} : { links }),
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
