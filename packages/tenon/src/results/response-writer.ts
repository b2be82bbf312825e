/** Writes the values of one declared answer: checked, filtered and serialised by what was compiled at start-up. */
import { type Contract, responseContract } from "../contract/contract.ts";
import { isSchema, type Schema } from "../contract/schema.ts";
import { ResponseContractError } from "../http/errors.ts";
import { isBodiless, jsonReply, Reply } from "../http/reply.ts";
import { withCharset } from "./reply-init.ts";
import type { ResponseSpec } from "./response-spec.ts";

const JSON_TYPE = "application/json";

/** One answer of an operation, ready to serve. */
export class ResponseWriter {
  readonly #operation: string;
  readonly #contract: Contract | undefined;
  readonly #type: string;
  /** Whether a value becomes JSON; else it is a text or bytes already. */
  readonly isJson: boolean;
  /** The items of a streamed body, where they are declared. */
  readonly items: Contract | undefined;

  /**
   * @param operation its id, for messages
   * @param where which answer this is, for messages: `response`, `responses.202`
   * @throws {ContractError} when a schema cannot be sent
   */
  constructor(operation: string, where: string, declared: Schema | ResponseSpec = {}) {
    const { schema, items, type = JSON_TYPE } = specOf(declared);
    this.#operation = operation;
    this.#contract = schema && responseContract(schema, `${operation}: ${where}`);
    this.items = items && responseContract(items, `${operation}: ${where}.items`);
    this.#type = withCharset(type);
    this.isJson = /[/+]json\s*(?:;|$)/i.test(type);
  }

  /** Whether there is a schema to check and filter by. */
  get isChecked(): boolean {
    return this.#contract !== undefined;
  }

  /**
   * The reply for a value.
   * @throws {ResponseContractError} when it does not fit
   */
  write(status: number, value: unknown): Reply | Promise<Reply> {
    // A 304 says nothing about what it does not carry (RFC 9110, 15.4.5).
    if (isBodiless(status)) return new Reply(status, status === 304 ? [] : ["content-type", this.#type]);
    if (this.#contract === undefined) return this.#reply(status, value);
    const encoded = this.#contract.encode(value);
    if (encoded instanceof Promise) return encoded.then((later) => this.#checked(status, later));
    return this.#checked(status, encoded);
  }

  #checked(status: number, encoded: Awaited<ReturnType<Contract["encode"]>>): Reply {
    if (encoded.issues === undefined) return this.#reply(status, encoded.value);
    const contract = this.#contract as Contract;
    throw new ResponseContractError(
      this.#operation,
      contract.faults(encoded.issues, ["response"], undefined, false),
    );
  }

  #reply(status: number, value: unknown): Reply {
    if (this.isJson) {
      const reply = jsonReply(status, JSON.stringify(value) ?? "null");
      return this.#type === JSON_TYPE ? reply : reply.set("content-type", this.#type);
    }
    if (typeof value !== "string" && !(value instanceof Uint8Array)) {
      const msg = `A body of the type ${this.#type} is a text or bytes`;
      throw new ResponseContractError(this.#operation, [{ type: "string_type", loc: ["response"], msg }]);
    }
    return new Reply(status, ["content-type", this.#type], value);
  }
}

/** What is declared about an answer, in its long form. */
export function specOf(declared: Schema | ResponseSpec): ResponseSpec {
  return isSchema(declared) ? { schema: declared } : declared;
}
