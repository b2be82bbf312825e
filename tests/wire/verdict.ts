/** What became of one thing that was compared: a request, or an operation of a document. */
export interface Verdict {
  readonly app: string;
  /** The id of the request, or `document GET /users`. */
  readonly id: string;
  /** More about it, for people. */
  readonly title: string;
  /** Why it differs, when it is one of the listed differences. */
  readonly purposes: readonly string[];
  /** What is wrong with it, one sentence each (of a request: one a door); empty when nothing is. */
  readonly wrongs: readonly string[];
  /** The doors that could not be given the request. */
  readonly impossible: readonly string[];
  /** Worth a look, and no failure. */
  readonly remarks: readonly string[];
}
