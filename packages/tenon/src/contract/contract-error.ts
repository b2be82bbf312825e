/**
 * A schema that cannot keep its promise is refused at start-up, in one sentence that says where, why and what to write
 * instead.
 */

/**
 * A contract that cannot be built: no JSON Schema on the wire side, a transform that only runs forward in a response, ...
 *
 * @example
 * // users.one: response: at "created" a date has no form in JSON; write z.codec(z.iso.datetime(), z.date(), { ... })
 */
export class ContractError extends Error {
  override readonly name = "ContractError";
}
