/**
 * Makes an error that nobody will look for in the code: the caller's mistake, found by the framework itself. A stack trace is
 * most of what such an error costs, and would only show where the framework noticed.
 *
 * @example
 * throw withoutStack(() => new HttpError(404));
 */
export function withoutStack<E>(make: () => E): E {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 0;
  try {
    return make();
  } finally {
    Error.stackTraceLimit = limit;
  }
}
