/** How often a property is tried: a few times in `npm test`, many times in `npm run test:long`. */
const factor = Number(process.env.PROPERTY_FACTOR ?? 1);

/** fast-check's settings for `count` runs of an ordinary test, and the time a test may take for them, in milliseconds. */
export function runs(count: number): { readonly numRuns: number } {
  return { numRuns: Math.ceil(count * factor) };
}

/** A generous limit: only what hangs should meet it. */
export const timeLimit = 60_000 * Math.max(1, factor);
