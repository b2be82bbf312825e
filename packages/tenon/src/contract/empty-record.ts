/**
 * A record on which only its own names are found: `constructor` and `__proto__` are names like any other. As safe as
 * `Object.create(null)`, and several times faster, since the engine lays it out like an object of a class.
 */
export function emptyRecord<T>(): Record<string, T> {
  return new EmptyRecord() as Record<string, T>;
}

const EmptyRecord = function EmptyRecord() {} as unknown as new () => object;
EmptyRecord.prototype = Object.freeze(Object.create(null));
