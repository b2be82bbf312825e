/** Whether something has to be waited for; looked at, never awaited blindly, since an await costs a turn of the queue. */
export function isThenable(value: unknown): value is PromiseLike<unknown> {
  if (value instanceof Promise) return true;
  return typeof value === "object" && value !== null && "then" in value && typeof value.then === "function";
}
