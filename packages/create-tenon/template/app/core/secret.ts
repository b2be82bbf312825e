/**
 * A value that must not be seen: printing, logging or serialising it shows `[secret]`. Whoever needs the value itself
 * says so with `reveal()`, which is easy to find in a review.
 */
import { inspect } from "node:util";

const shown = "[secret]";

/** Wraps a secret text. */
export class Secret {
  // A private field: not an own property, so neither inspect nor a careless spread can reach it.
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** The value itself. Keep it out of messages and logs. */
  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return shown;
  }

  toJSON(): string {
    return shown;
  }

  [inspect.custom](): string {
    return shown;
  }
}
