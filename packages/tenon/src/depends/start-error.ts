/** What is wrong with a declaration, found when the app starts: the message names the operation and what to do. */
export class StartError extends Error {
  override readonly name = "StartError";
}
