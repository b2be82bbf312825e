/** Guessing what somebody meant to type. */

/** The word most like another, or undefined when none is near. */
export function closest(word: string, among: readonly string[]): string | undefined {
  const ranked = among
    .map((candidate) => ({ candidate, distance: distanceOf(word, candidate) }))
    .filter(({ candidate, distance }) => distance <= Math.max(1, Math.floor(candidate.length / 3)))
    .sort((one, other) => one.distance - other.distance);
  return ranked[0]?.candidate;
}

/** How many letters must be added, removed, replaced, or swapped with the next (optimal string alignment). */
function distanceOf(from: string, to: string): number {
  const rows: number[][] = [Array.from({ length: to.length + 1 }, (_, index) => index)];
  for (let row = 1; row <= from.length; row += 1) {
    rows.push([row]);
    for (let column = 1; column <= to.length; column += 1)
      rows[row]?.push(cheapest(rows, from, to, row, column));
  }
  return rows[from.length]?.[to.length] ?? 0;
}

function cheapest(rows: readonly number[][], from: string, to: string, row: number, column: number): number {
  const at = (up: number, left: number): number =>
    rows[row - up]?.[column - left] ?? Number.POSITIVE_INFINITY;
  const same = from[row - 1] === to[column - 1];
  const swapped =
    row > 1 && column > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
  return Math.min(
    at(1, 0) + 1,
    at(0, 1) + 1,
    at(1, 1) + (same ? 0 : 1),
    swapped ? at(2, 2) + 1 : Number.POSITIVE_INFINITY,
  );
}
