/** Close codes and reasons (RFC 6455, 7.4), and what an error becomes of them. */
import { DeclaredError, HttpError } from "../http/errors.ts";
import { reasonPhrase } from "../http/reason-phrase.ts";
import { InvalidMessageError } from "./socket-error.ts";

/** A code, and a sentence or a word for machines. */
export interface Closing {
  readonly code: number;
  readonly reason: string;
}

/** The handler is done. */
export const done: Closing = { code: 1000, reason: "" };
/** The server stops. */
export const goingAway: Closing = { code: 1001, reason: "The server is stopping" };
/** Something nobody expected. */
export const defect: Closing = { code: 1011, reason: reasonPhrase(500) };

/** The longest reason, in bytes: a control frame holds 125, two of them are the code. */
const longest = 123;

/**
 * Checks what a handler closes with.
 * @throws {RangeError} for a code that may not be sent, or a reason over 123 bytes
 */
export function checkClosing({ code, reason }: Closing): void {
  const own = Number.isInteger(code) && code >= 3000 && code <= 4999;
  if (!own && !sendable.has(code)) {
    throw new RangeError(
      `A socket cannot be closed with ${code}: write 1000, or a code of yours from 4000 to 4999.`,
    );
  }
  if (new TextEncoder().encode(reason).byteLength > longest) {
    throw new RangeError(`The reason for closing a socket has at most ${longest} bytes: "${reason}"`);
  }
}

const sendable = new Set([1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014]);

/**
 * How an error ends a socket: an invalid message with its own code, an error of HTTP with 4000 and its status (4404), what
 * nobody expected with 1011. The reason is a declared error's code, else the sentence of the error.
 *
 * @param error what was thrown, or what an error handler made of it
 * @param status of the answer that it would be over HTTP
 */
export function closingOf(error: unknown, status: number): Closing {
  if (error instanceof InvalidMessageError) return { code: error.closeCode, reason: cut(faultText(error)) };
  if (status === 500) return defect;
  return { code: 4000 + status, reason: cut(reasonOf(error, status)) };
}

function reasonOf(error: unknown, status: number): string {
  if (error instanceof DeclaredError) return error.code;
  return error instanceof HttpError && error.status === status ? error.message : reasonPhrase(status);
}

/** Where and which rule, never the value. */
function faultText({ faults: [first] }: InvalidMessageError): string {
  return first === undefined ? "" : `${first.loc.join(".")}: ${first.type}`;
}

function cut(text: string): string {
  const bytes = new TextEncoder().encode(text);
  if (bytes.byteLength <= longest) return text;
  // A letter cut in two becomes U+FFFD, and goes.
  return new TextDecoder()
    .decode(bytes.subarray(0, longest - 3))
    .replace(/\uFFFD+$/, "")
    .concat("…");
}
