/** Between frames and messages: by a schema as JSON, or text and bytes as they are. Decided at start-up. */
import { type Contract, contract, responseContract } from "../contract/contract.ts";
import type { Fault } from "../contract/fault.ts";
import { jsonFailure, parseJsonText } from "../contract/json-text.ts";
import { isSchema } from "../contract/schema.ts";
import { itemWriter } from "../results/item-text.ts";
import type { MessageForm } from "../routing/socket-route.ts";
import { InvalidMessageError } from "./socket-error.ts";

/** A frame's content: text, or bytes. */
export type Frame = string | Uint8Array;

/** From a frame to a message; throws an `InvalidMessageError`, or rejects with it where the schema is asynchronous. */
export type DecodeMessage = (frame: Frame) => unknown;

/** From a message to a frame; throws or rejects where the message breaks its own contract. */
export type EncodeMessage = (message: unknown) => Frame | Promise<Frame>;

/** How received frames become messages. */
export function messageDecoder(form: MessageForm | undefined, where: string): DecodeMessage {
  if (form === undefined) return (frame) => frame;
  if (!isSchema(form)) return (frame) => ofKind(form, frame);
  const one = contract(form, where);
  return (frame) => decodeJson(one, ofKind("text", frame) as string);
}

/**
 * How messages become frames.
 * @param socket its id, for messages
 * @throws {ContractError} when the schema cannot be sent
 */
export function messageEncoder(form: MessageForm | undefined, socket: string): EncodeMessage {
  if (form !== undefined && isSchema(form)) {
    return itemWriter(responseContract(form, `${socket}: send`), socket);
  }
  return (message) => {
    const kind = typeof message === "string" ? "text" : message instanceof Uint8Array ? "binary" : undefined;
    if (kind !== undefined && (form === undefined || form === kind)) return message as Frame;
    const wanted = form === "text" ? "text" : form === "binary" ? "a Uint8Array" : "text or a Uint8Array";
    throw new TypeError(
      `${socket} sends ${wanted}, not something of type ${typeof message}. For JSON declare "send".`,
    );
  };
}

function ofKind(form: "text" | "binary", frame: Frame): Frame {
  if ((typeof frame === "string") === (form === "text")) return frame;
  const msg = form === "text" ? "A message here is text, not bytes" : "A message here is bytes, not text";
  throw new InvalidMessageError(1003, [{ type: `${form}_type`, loc: ["message"], msg }]);
}

function decodeJson(one: Contract, text: string): unknown {
  const value = parsed(text);
  const settle = (result: Awaited<ReturnType<Contract["decode"]>>): unknown => {
    if (result.issues === undefined) return result.value;
    throw new InvalidMessageError(1008, one.faults(result.issues, ["message"], value, true));
  };
  const result = one.decode(value);
  return result instanceof Promise ? result.then(settle) : settle(result);
}

function parsed(text: string): unknown {
  try {
    return parseJsonText(text);
  } catch (error) {
    const { at, reason } = jsonFailure(error, text);
    const fault: Fault = {
      type: "json_invalid",
      loc: ["message", at],
      msg: "The message is not valid JSON",
      input: {},
      ctx: { error: reason },
    };
    throw new InvalidMessageError(1007, [fault]);
  }
}
