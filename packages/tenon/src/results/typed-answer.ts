import { checkedStatus, headerList, type ReplyInit } from "./reply-init.ts";

/** A value for one of the statuses that an operation declares; it is checked and filtered by that status's schema. */
export class TypedAnswer<out Status extends number = number, out Value = unknown> {
  readonly "~tenon" = "answer";
  readonly status: Status;
  readonly value: Value;
  /** Name, value, name, value, ... */
  readonly headers: readonly string[];

  constructor(status: Status, value: Value, headers: readonly string[]) {
    this.status = status;
    this.value = value;
    this.headers = headers;
  }
}

/**
 * Answers with another of the declared statuses. It counts as a success: dependencies commit; errors are thrown.
 *
 * @param status one of the operation's `responses`
 * @param value what its schema says; left out where there is none
 * @param init `headers` of the answer
 * @throws {TypeError} for a header that cannot be sent
 * @example
 * put("/:id", { body: Item, response: Item, responses: { 201: Item } }, async ({ body, items }) => {
 *   const { item, created } = await items.upsert(body);
 *   return created ? respond(201, item, { headers: { location: `/items/${item.id}` } }) : item;
 * });
 */
export function respond<const Status extends number>(status: Status): TypedAnswer<Status, undefined>;
export function respond<const Status extends number, Value>(
  status: Status,
  value: Value,
  init?: Pick<ReplyInit, "headers">,
): TypedAnswer<Status, Value>;
export function respond(
  status: number,
  value?: unknown,
  { headers }: Pick<ReplyInit, "headers"> = {},
): TypedAnswer {
  return new TypedAnswer(checkedStatus(status), value, headerList(headers));
}
