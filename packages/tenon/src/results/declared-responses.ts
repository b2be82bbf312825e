/** The answers that one operation declares, by status. */
import type { Contract } from "../contract/contract.ts";
import { ContractError } from "../contract/contract-error.ts";
import type { Schema } from "../contract/schema.ts";
import { ResponseContractError } from "../http/errors.ts";
import { Reply } from "../http/reply.ts";
import { type ResponseSpecs, singleStatuses } from "./response-spec.ts";
import { ResponseWriter, specOf } from "./response-writer.ts";
import type { TypedAnswer } from "./typed-answer.ts";

/** What an operation says about its answers. */
export interface ResponseNeeds {
  readonly response?: Schema;
  readonly responses?: ResponseSpecs;
  readonly status?: number;
}

/** Turns results into replies. */
export class DeclaredResponses {
  /** The status of a success. */
  readonly status: number;
  readonly #operation: string;
  readonly #success: ResponseWriter;
  readonly #others: ReadonlyMap<number, ResponseWriter>;

  /**
   * @param operation its id, for messages
   * @throws {ContractError} when a schema cannot be sent, a status is none, or what one carries is said twice
   */
  constructor(operation: string, { response, responses = {}, status = 200 }: ResponseNeeds) {
    const single = singleStatuses(responses);
    for (const code of [status, ...single.map(([code]) => code)]) checkStatus(code, operation);
    this.status = status;
    this.#operation = operation;
    const own = responses[status];
    if (own !== undefined && response !== undefined && specOf(own).schema !== undefined) {
      throw new ContractError(
        `${operation}: "response" and "responses" both say what ${status} carries. Leave one of them out.`,
      );
    }
    const success = { ...specOf(own ?? {}), ...(response === undefined ? {} : { schema: response }) };
    this.#success = new ResponseWriter(operation, "response", success);
    this.#others = new Map(
      single
        .filter(([code]) => code !== status)
        .map(([code, spec]) => [code, new ResponseWriter(operation, `responses.${code}`, spec)]),
    );
  }

  /** What streamed items of a success are checked by. */
  get items(): Contract | undefined {
    return this.#success.items;
  }

  /** The reply for a returned value. */
  value(value: unknown, status = this.status): Reply | Promise<Reply> {
    const other = status === this.status ? undefined : this.#others.get(status);
    // A status without a schema of its own carries what every success does.
    return (other?.isChecked === true ? other : this.#success).write(status, value);
  }

  /** The reply for what `respond` made. */
  answer({ status, value }: TypedAnswer): Reply | Promise<Reply> {
    const writer = status === this.status ? this.#success : this.#others.get(status);
    if (writer === undefined) throw this.#undeclared(status, `The status ${status} is not declared`);
    if (writer.isChecked || !writer.isJson) return writer.write(status, value);
    if (value === undefined) return new Reply(status);
    throw this.#undeclared(status, `No schema says what an answer with the status ${status} carries`);
  }

  #undeclared(status: number, msg: string): ResponseContractError {
    return new ResponseContractError(this.#operation, [
      { type: "undeclared_response", loc: ["response"], msg, ctx: { status } },
    ]);
  }
}

function checkStatus(status: number, operation: string): void {
  if (Number.isInteger(status) && status >= 200 && status <= 599) return;
  throw new ContractError(`${operation}: ${status} is no status of an answer. Write one from 200 to 599.`);
}
