/**
 * What is wrong, for a person: one sentence for each fault type, in our own words.
 */

type Words = string | ((ctx: Readonly<Record<string, unknown>>) => string);

const messages: Readonly<Record<string, Words>> = {
  missing: "This is required",
  value_error: (c) => (typeof c.error === "string" ? `Is not valid: ${c.error}` : "Is not valid"),
  extra_forbidden: "Nothing of this name is expected here",
  string_type: "Must be a text",
  string_too_short: (c) => `Must be at least ${c.min_length} characters long`,
  string_too_long: (c) => `Must be at most ${c.max_length} characters long`,
  string_pattern_mismatch: (c) => `Must match the pattern ${c.pattern}`,
  int_type: "Must be a whole number",
  int_parsing: "Must be a whole number",
  int_parsing_size: "Is too large for a whole number",
  int_from_float: "Must be a whole number, without a fraction",
  float_type: "Must be a number",
  float_parsing: "Must be a number",
  finite_number: "Must be a finite number",
  bool_type: "Must be true or false",
  bool_parsing: "Must be true or false",
  none_required: "Must be null",
  greater_than: (c) => `Must be greater than ${c.gt}`,
  greater_than_equal: (c) => `Must be ${c.ge} or more`,
  less_than: (c) => `Must be less than ${c.lt}`,
  less_than_equal: (c) => `Must be ${c.le} or less`,
  multiple_of: (c) => `Must be a multiple of ${c.multiple_of}`,
  enum: (c) => `Must be ${c.expected}`,
  literal_error: (c) => `Must be ${c.expected}`,
  list_type: "Must be a list",
  tuple_type: "Must be a list",
  set_type: "Must be a list",
  dict_type: "Must be an object",
  model_attributes_type: "Must be an object",
  too_short: (c) => `Must have at least ${c.min_length} entries, not ${c.actual_length}`,
  too_long: (c) => `Must have at most ${c.max_length} entries, not ${c.actual_length}`,
  bytes_too_short: (c) => `Must be at least ${c.min_length} bytes long`,
  bytes_too_long: (c) => `Must be at most ${c.max_length} bytes long`,
  union_tag_invalid: (c) => `${c.discriminator} must be one of ${c.expected_tags}`,
  union_tag_not_found: (c) => `${c.discriminator} is required, to say which kind this is`,
  uuid_type: "Must be a UUID",
  uuid_parsing: "Must be a UUID",
  date_type: "Must be a date",
  date_from_datetime_parsing: "Must be a date, like 2024-12-31",
  date_from_datetime_inexact: "Must be a date without a time of day",
  datetime_type: "Must be a date and time",
  datetime_from_date_parsing: "Must be a date and time, like 2024-12-31T12:00:00Z",
  time_type: "Must be a time of day",
  time_parsing: "Must be a time of day, like 12:30:00",
  time_delta_type: "Must be a duration",
  time_delta_parsing: "Must be a duration, like PT1H30M",
  url_type: "Must be a URL",
  url_parsing: "Must be a URL",
  url_scheme: (c) =>
    c.expected_schemes === undefined
      ? "Must be a URL of another scheme"
      : `Must be a URL of the scheme ${c.expected_schemes}`,
  json_invalid: "Must be valid JSON",
  ip_any_address: "Must be an IP address",
  ip_v4_address: "Must be an IPv4 address",
  ip_v6_address: "Must be an IPv6 address",
};

/** The sentence for a fault type; `ctx` holds its numbers. */
export function message(type: string, ctx: Readonly<Record<string, unknown>> | undefined): string {
  const words = Object.hasOwn(messages, type) ? messages[type] : undefined;
  if (typeof words === "function") return words(ctx ?? {});
  return words ?? "Is not valid";
}
