/** The client went away before what it was being sent, or talked with, had ended: what dependencies see. */
export class ClientGoneError extends Error {
  override readonly name = "ClientGoneError";

  /** @param cause what was noticed, where there is more to say than that it is gone */
  constructor(message = "The client went away before the stream had ended", cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
  }
}
