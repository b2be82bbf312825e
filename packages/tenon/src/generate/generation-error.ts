/** Nothing was generated, and why; the message says all. */
export class GenerationError extends Error {
  override readonly name = "GenerationError";
}
