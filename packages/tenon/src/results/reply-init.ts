/** What is said about an answer beside its body. Names and values are checked where they are given, not when they are sent. */

/** Headers by name, in any case; a list is sent as several lines. */
export type ReplyHeaders = Readonly<Record<string, string | readonly string[]>>;

/** Status and headers of an answer. */
export interface ReplyInit {
  /** 200 to 599. Default: 200, where nothing else is said. */
  readonly status?: number;
  readonly headers?: ReplyHeaders;
}

/** The same, for a body of any media type. */
export interface TypedReplyInit extends ReplyInit {
  /** The media type; a text type without a charset gets `charset=utf-8`. */
  readonly type?: string;
}

/** RFC 9110, 5.6.2. */
const token = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
/** RFC 9110, 5.5: visible characters, spaces and tabs; beyond Latin-1 nothing can be sent. */
const fieldValue = /^[\t\x20-\x7e\x80-\xff]*$/;

/**
 * Headers as a reply keeps them: name, value, name, value.
 * @throws {TypeError} for a name or a value that cannot stand in a header, a line break above all
 */
export function headerList(headers: ReplyHeaders = {}): string[] {
  return Object.entries(headers).flatMap(([name, given]) => {
    const lower = name.toLowerCase();
    return (typeof given === "string" ? [given] : given).flatMap((value) => [lower, checked(lower, value)]);
  });
}

function checked(name: string, value: string): string {
  if (!token.test(name)) throw new TypeError(`${JSON.stringify(name)} is no name of a header`);
  if (typeof value === "string" && fieldValue.test(value)) return value;
  throw new TypeError(`The value of the header ${name} has a character that no header can carry`);
}

/**
 * A status that an answer can have.
 * @throws {RangeError} below 200 and above 599
 */
export function checkedStatus(status: number): number {
  if (Number.isInteger(status) && status >= 200 && status <= 599) return status;
  throw new RangeError(`An answer cannot have the status ${status}: 200 to 599`);
}

/** A media type as it is sent: `text/plain` becomes `text/plain; charset=utf-8`. */
export function withCharset(type: string): string {
  return /^text\//i.test(type) && !/;\s*charset=/i.test(type) ? `${type}; charset=utf-8` : type;
}

/** The headers of a reply whose body has this type; a `content-type` among them stands. */
export function typedHeaders(type: string | undefined, headers?: ReplyHeaders): string[] {
  const list = headerList(headers);
  const own = list.some((name, i) => i % 2 === 0 && name === "content-type");
  return type === undefined || own ? list : [...headerList({ "content-type": withCharset(type) }), ...list];
}
