/** Whether a JSON text names a member of an object twice. Parsers take the last one, others the first: no token may depend on it. */

/**
 * Counts names in the text against names in what was parsed from it.
 * @param json a text that has been parsed
 * @param parsed what came of it
 */
export function hasRepeatedName(json: string, parsed: unknown): boolean {
  let written = 0;
  // Every string of a JSON text, and whether a colon follows: then it is a name.
  for (const [, colon] of json.matchAll(/"(?:[^"\\]|\\.)*"(\s*:)?/g)) if (colon !== undefined) written++;
  return written !== names(parsed);
}

/** Without recursion: a header comes from anybody, and may be as deep as it is long. */
function names(value: unknown): number {
  let count = 0;
  const waiting: unknown[] = [value];
  while (waiting.length > 0) {
    const next = waiting.pop();
    if (typeof next !== "object" || next === null) continue;
    const members: unknown[] = Object.values(next);
    if (!Array.isArray(next)) count += members.length;
    for (const member of members) waiting.push(member);
  }
  return count;
}
