/** Text in SVG. */

/** Something drawn, and the height that it takes. */
export interface Placed {
  readonly svg: string;
  readonly height: number;
}

const entities: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

/** Text as it may stand in XML. */
export function escaped(plain: string): string {
  return plain.replaceAll(/[&<>"]/g, (character) => entities[character] ?? character);
}

/** One line of text, its baseline at `y`. */
export function text(x: number, y: number, content: string, name?: string): string {
  const kind = name === undefined ? "" : ` class="${name}"`;
  return `<text${kind} x="${Number(x.toFixed(1))}" y="${y}">${escaped(content)}</text>`;
}

/** Text broken between words into lines of at most so many characters: SVG does not do it. */
export function lines(content: string, longest: number): readonly string[] {
  const broken: string[] = [];
  for (const word of content.split(" ")) {
    const last = broken.at(-1);
    if (last === undefined || last.length + 1 + word.length > longest) broken.push(word);
    else broken[broken.length - 1] = `${last} ${word}`;
  }
  return broken;
}
