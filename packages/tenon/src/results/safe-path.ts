/** Paths that a client may write: which of them can name a file in a folder, on any system. */

/** Windows opens these wherever they stand, with any extension. */
const device = /^(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9\u00b9\u00b2\u00b3])(?:\.|$)/i;
/** Separators and streams of other systems, and what no name has. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const forbidden = /[/\\:*?"<>|\x00-\x1f\x7f]/;

/**
 * Whether a decoded segment of a path can name something in a folder. Not empty, not hidden (a dot in front, `..` too), no
 * separator of any system, no device, nothing that Windows would cut off (a dot or a space at the end).
 */
export function isSafeSegment(segment: string): boolean {
  return (
    segment !== "" &&
    !segment.startsWith(".") &&
    !forbidden.test(segment) &&
    !/[. ]$/.test(segment) &&
    !device.test(segment)
  );
}

/** The segments of a path with slashes that has been decoded already; undefined when one is not safe. */
export function safeSegments(path: string): readonly string[] | undefined {
  const segments = path.split("/");
  return segments.every(isSafeSegment) ? segments : undefined;
}

/**
 * The segments of a path as it stands in a URL: each is decoded once, so `%252e` is a name with a percent sign.
 * @param path without the slash in front; one at the end must be taken off before
 */
export function safeUrlSegments(path: string): readonly string[] | undefined {
  const segments: string[] = [];
  for (const encoded of path.split("/")) {
    const segment = decoded(encoded);
    if (segment === undefined || !isSafeSegment(segment)) return undefined;
    segments.push(segment);
  }
  return segments;
}

function decoded(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}
