/** `Set-Cookie` headers (RFC 6265, 4.1), written as FastAPI writes them: attributes in the order of their names. */
import { cookieText } from "./cookie-text.ts";

/** What is said about a cookie. */
export interface CookieOptions {
  /** How long it lives, in whole seconds. Default: until the browser is closed. */
  readonly maxAge?: number;
  /** Until when it lives; `maxAge` counts first. Default: until the browser is closed. */
  readonly expires?: Date;
  /** The paths that get it. Default: `/`. */
  readonly path?: string;
  /** The host that gets it, with all below it. Default: the answering host alone. */
  readonly domain?: string;
  /** Sent over HTTPS only. Default: false. */
  readonly secure?: boolean;
  /** Out of the reach of scripts. Default: false. */
  readonly httpOnly?: boolean;
  /** Whether requests from other sites carry it; `false` leaves it to the browser. Default: `lax`. */
  readonly sameSite?: "lax" | "strict" | "none" | false;
  /** Kept apart for each site that embeds this one (CHIPS). Default: false. */
  readonly partitioned?: boolean;
}

/** RFC 6265, 4.1.1: a token of RFC 9110, 5.6.2. */
const cookieName = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
/** RFC 6265, 4.1.1: anything visible but the semicolon that ends it. */
const attributeValue = /^[\x20-\x3a\x3c-\x7e]*$/;

/**
 * The value of a `Set-Cookie` header.
 * @throws {TypeError} for a name, a value or an attribute that the header cannot carry
 * @example
 * setCookie("seen", "1", { maxAge: 60 }); // seen=1; Max-Age=60; Path=/; SameSite=lax
 */
export function setCookie(name: string, value: string, options: CookieOptions = {}): string {
  if (!cookieName.test(name)) throw new TypeError(`${JSON.stringify(name)} is no name of a cookie`);
  const { path = "/", sameSite = "lax", domain, expires, maxAge } = options;
  if (maxAge !== undefined && !Number.isSafeInteger(maxAge))
    throw new TypeError(`A cookie's maxAge is a number of whole seconds, not ${maxAge}`);
  const attributes: readonly (readonly [name: string, value: string | undefined])[] = [
    ["Domain", domain],
    ["expires", expires?.toUTCString()],
    ["HttpOnly", flag(options.httpOnly)],
    ["Max-Age", maxAge === undefined ? undefined : String(maxAge)],
    ["Partitioned", flag(options.partitioned)],
    ["Path", path],
    ["SameSite", sameSite === false ? undefined : sameSite],
    ["Secure", flag(options.secure)],
  ];
  return [`${name}=${cookieText(value)}`, ...attributes.flatMap(attributeText)].join("; ");
}

/** The value of a `Set-Cookie` header that makes the browser forget a cookie. */
export function forgetCookie(name: string, options: CookieOptions = {}): string {
  return setCookie(name, "", { ...options, maxAge: 0, expires: new Date() });
}

/** An attribute without a value. */
function flag(on: boolean | undefined): string | undefined {
  return on === true ? "" : undefined;
}

function attributeText([name, value]: readonly [string, string | undefined]): string[] {
  if (value === undefined) return [];
  if (!attributeValue.test(value))
    throw new TypeError(`The ${name} of a cookie cannot be ${JSON.stringify(value)}`);
  return [value === "" ? name : `${name}=${value}`];
}
