/** What goes wrong on a socket, one class for each meaning. A client that is gone is a `ClientGoneError`, as in streams. */
import type { Fault } from "../contract/fault.ts";
import { RequestValidationError } from "../http/errors.ts";

/** The server itself has closed the socket: nothing can be sent any more. */
export class SocketClosedError extends Error {
  override readonly name = "SocketClosedError";
  /** The code it was closed with; 1001 when the server stops. */
  readonly code: number;

  constructor(code: number, reason: string) {
    super(`The socket is closed (${code}${reason === "" ? "" : `: ${reason}`})`);
    this.code = code;
  }
}

/** A message that breaks the contract. Uncaught, it closes the socket with its code. */
export class InvalidMessageError extends RequestValidationError {
  /** 1003: text for bytes or bytes for text; 1007: no JSON; 1008: JSON that does not fit (RFC 6455, 7.4.1). */
  readonly closeCode: 1003 | 1007 | 1008;

  constructor(closeCode: 1003 | 1007 | 1008, faults: readonly Fault[]) {
    super(faults);
    this.closeCode = closeCode;
  }
}
