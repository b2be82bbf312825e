/**
 * The app cannot start, and the message says all there is to say: what is wrong, where, what to do. The command line shows it
 * without a stack. A service's own reasons not to start extend it.
 *
 * @example
 * class FolderInUse extends StartError {}
 */
export class StartError extends Error {
  override readonly name: string = "StartError";
}
