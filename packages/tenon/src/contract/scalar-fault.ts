/**
 * The fault of a value that should be a number or a boolean: text that cannot be parsed is told apart from a wrong type.
 */
import { toBoolean, toInteger, toNumber } from "./coerce.ts";

/** The fault of a value that should be a number. */
export function numberFault(whole: boolean, value: unknown): string {
  if (typeof value === "string") return whole ? wholeTextFault(value) : numberTextFault(value);
  if (!whole) return typeof value === "number" && !Number.isFinite(value) ? "finite_number" : "float_type";
  if (typeof value !== "number") return "int_type";
  if (!Number.isFinite(value)) return "finite_number";
  return Number.isInteger(value) ? "int_parsing_size" : "int_from_float";
}

/** Text that says a number is of the wrong type; other text cannot be parsed. */
function wholeTextFault(text: string): string {
  if (toInteger(text) !== text) return "int_type";
  return /^[+-]?\d+$/.test(text) ? "int_parsing_size" : "int_parsing";
}

function numberTextFault(text: string): string {
  if (toNumber(text) !== text) return "float_type";
  return /^[+-]?(?:nan|inf(?:inity)?|\d+(?:\.\d*)?(?:e\+?\d+)?)$/i.test(text)
    ? "finite_number"
    : "float_parsing";
}

/** The fault of a value that should be a boolean. */
export function booleanFault(value: unknown): string {
  if (typeof value === "string") return toBoolean(value) === value ? "bool_parsing" : "bool_type";
  return typeof value === "number" ? "bool_parsing" : "bool_type";
}
