/** One function that declares inputs, and where each of its inputs goes in a run. */
import type { InputNeeds, InputWord } from "./need.ts";

export interface InputHolder {
  /** For messages: `users.one` or `users.one: reader > token`. */
  readonly path: string;
  readonly needs: InputNeeds;
  /** The slot of an input word's value. */
  readonly slot: (word: InputWord) => number;
}
