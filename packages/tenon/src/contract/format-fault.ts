/**
 * The fault of a text that should have a format (a date, a UUID, ...), by the format's name in JSON Schema or Zod.
 */

/** Type and `ctx` for a value that is not of the format; `undefined` for formats FastAPI has no word for. */
export function formatFault(
  format: string,
  value: unknown,
): { type: string; ctx?: { error: string } } | undefined {
  const names = families[format];
  if (names === undefined) return undefined;
  const [type, parsing, error] = names;
  if (typeof value !== "string") return { type };
  if (
    parsing === "date_from_datetime_parsing" &&
    (/^\d{4}-\d\d-\d\d[T ]\d/i.test(value) || /^[+-]?\d+$/.test(value))
  ) {
    return { type: "date_from_datetime_inexact" };
  }
  return { type: parsing, ctx: { error } };
}

type Names = readonly [wrongType: string, notParsed: string, error: string];

const date: Names = ["date_type", "date_from_datetime_parsing", "not a date of the calendar, YYYY-MM-DD"];
const datetime: Names = ["datetime_type", "datetime_from_date_parsing", "not a date and time in ISO 8601"];
const uuid: Names = ["uuid_type", "uuid_parsing", "not 32 hexadecimal digits in groups of 8-4-4-4-12"];
const url: Names = ["url_type", "url_parsing", "not an absolute URL"];

const families: Readonly<Record<string, Names | undefined>> = Object.assign(Object.create(null), {
  date,
  "date-time": datetime,
  datetime,
  time: ["time_type", "time_parsing", "not a time of day in ISO 8601"],
  duration: ["time_delta_type", "time_delta_parsing", "not a duration in ISO 8601"],
  uuid,
  guid: uuid,
  uri: url,
  url,
  ipv4: ["ip_v4_address", "ip_v4_address", "not an IPv4 address"],
  ipv6: ["ip_v6_address", "ip_v6_address", "not an IPv6 address"],
  email: ["string_type", "value_error", "not an e-mail address"],
});
