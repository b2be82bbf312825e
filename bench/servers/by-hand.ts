/** The checks that somebody writes by hand who uses no framework: the same on every runtime. */
import { type Fault, type NewUser, usernamePattern } from "./domain.ts";

/** The most bytes of a body that are read. */
export const bodyLimit = 1_048_576;

const fault = (loc: readonly string[], msg: string, type: string): Fault => ({ loc, msg, type });

/** What `GET /items/:id` answers; its faults go to the list. */
export function itemOf(idText: string, query: string, faults: Fault[]) {
  if (!/^[+-]?\d+$/.test(idText)) faults.push(fault(["path", "id"], "Not an integer", "int_parsing"));
  const search = new URLSearchParams(query);
  const limitText = search.get("limit") ?? "10";
  const limit = Number(limitText);
  if (!/^[+-]?\d+$/.test(limitText)) faults.push(fault(["query", "limit"], "Not an integer", "int_parsing"));
  else if (limit < 1 || limit > 100) faults.push(fault(["query", "limit"], "1 to 100", "less_than_equal"));
  const q = search.get("q");
  if (q !== null && q.length > 50) faults.push(fault(["query", "q"], "At most 50", "string_too_long"));
  return { id: Number(idText), limit, q: q ?? undefined };
}

const emailPattern = /^[a-z0-9._%+-]+@[a-z0-9.-]+\.[a-z]{2,}$/i;

/** The user in a body; its faults go to the list. */
export function newUser(body: unknown, faults: Fault[]): NewUser {
  const {
    username,
    email,
    age,
    password,
    newsletter = false,
  } = (typeof body === "object" && body !== null ? body : {}) as Record<string, unknown>;
  if (
    typeof username !== "string" ||
    username.length < 3 ||
    username.length > 32 ||
    !usernamePattern.test(username)
  )
    faults.push(fault(["body", "username"], "3 to 32 of a-z, 0-9 and _", "string_too_short"));
  if (typeof email !== "string" || !emailPattern.test(email))
    faults.push(fault(["body", "email"], "Not an email address", "value_error"));
  if (typeof age !== "number" || !Number.isInteger(age) || age < 18 || age > 150)
    faults.push(fault(["body", "age"], "18 to 150", "greater_than_equal"));
  if (typeof password !== "string" || password.length < 15)
    faults.push(fault(["body", "password"], "At least 15 characters", "string_too_short"));
  if (typeof newsletter !== "boolean")
    faults.push(fault(["body", "newsletter"], "true or false", "bool_type"));
  return { username, email, age, password, newsletter } as NewUser;
}

/** The answer to a body that is no JSON. */
export const notJson = { detail: [fault(["body"], "Not JSON", "json_invalid")] } as const;
