import { expect, it } from "vitest";
import { pascalCase, summaryOf } from "./words.ts";

it.each([
  ["users.me", "Me"],
  ["v1.users.listUsers", "List users"],
  ["auth.getJWKS", "Get JWKS"],
  ["a.HTMLPage", "HTML page"],
  ["a.read_one2", "Read one2"],
])("a summary of %s is %s", (id, summary) => {
  expect(summaryOf(id)).toBe(summary);
});

it.each([
  ["v1.users.create body", "V1UsersCreateBody"],
  ["username_taken", "UsernameTaken"],
  ["query x-trace", "QueryXTrace"],
])("a name of %s is %s", (text, name) => {
  expect(pascalCase(text)).toBe(name);
});
