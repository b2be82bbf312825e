/** Which origins an app shares its answers with, and the slips that would share them with everybody. */

/** Decides about one origin, such as `https://app.example.com`; only `true` lets it in. Never asked about `null`. */
export type OriginTest = (origin: string) => boolean;

/** Origins by name, all (`*`), by a pattern for the whole origin, or by a function. */
export type Origins = "*" | readonly string[] | RegExp | OriginTest;

/** `"any"`: everybody, without looking; else a test of an Origin header's value. */
export type CompiledOrigins = "any" | OriginTest;

/**
 * Compiles the origins of `cors`.
 *
 * The origin `null` (sandboxed frames, local files, some redirects) fits nothing but its own name: anybody can make a
 * page have it.
 *
 * @param pattern more origins, beside those in a list
 * @param credentials whether answers to signed-in users are shared
 * @throws {TypeError} when something is no origin, or credentials would go to everybody
 */
export function compileOrigins(
  origins: Origins,
  pattern: RegExp | undefined,
  credentials: boolean,
): CompiledOrigins {
  if (origins === "*" || (Array.isArray(origins) && origins.includes("*"))) {
    if (credentials) throw new TypeError(everybody('origins "*"'));
    return "any";
  }
  const patterns: RegExp[] = [];
  if (origins instanceof RegExp) patterns.push(whole(origins, credentials));
  if (pattern !== undefined) patterns.push(whole(pattern, credentials));
  const asked = typeof origins === "function" ? origins : undefined;
  const listed = new Set(Array.isArray(origins) ? origins.map(requireOrigin) : []);
  return (origin) => {
    if (listed.has(origin)) return true;
    if (origin === "null") return false;
    // Exactly `true`: a promise, say, is no permission.
    return patterns.some((one) => one.test(origin)) || asked?.(origin) === true;
  };
}

/** The pattern for a whole origin: without that, `https://app.example.com.evil.test` fits what was meant as a name. */
function whole({ source, flags }: RegExp, credentials: boolean): RegExp {
  const exact = new RegExp(`^(?:${source})$`, flags.replace(/[gmy]/g, ""));
  if (credentials && (exact.test("https://anybody.invalid") || exact.test("http://anybody.invalid"))) {
    throw new TypeError(everybody(`the pattern /${source}/`));
  }
  return exact;
}

function everybody(what: string): string {
  return (
    `cors: credentials with ${what} would let every site act as the signed-in user; ` +
    'name the origins: cors({ origins: ["https://app.example.com"], credentials: true })'
  );
}

function requireOrigin(origin: string): string {
  if (origin === "null") return origin;
  const wrong = `cors: ${JSON.stringify(origin)} is no origin`;
  if (origin.includes("*")) {
    throw new TypeError(
      `${wrong}; for a family of them write originPattern: /https:\\/\\/[a-z0-9-]+\\.example\\.com/`,
    );
  }
  const url = URL.canParse(origin) ? new URL(origin) : undefined;
  const web = url?.protocol === "http:" || url?.protocol === "https:";
  if (web && url !== undefined) {
    if (url.origin !== origin) throw new TypeError(`${wrong}; browsers send "${url.origin}"`);
  } else if (!/^[a-z][a-z0-9+.-]*:\/\/[^/?#@\s,]+$/.test(origin)) {
    throw new TypeError(`${wrong}; write a scheme and a host, such as "https://app.example.com"`);
  }
  return origin;
}
