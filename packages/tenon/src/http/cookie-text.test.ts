import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cookieText, readCookies } from "./cookie-text.ts";

describe("the cookies of a request", () => {
  test.each([
    ["a=1; b=2;c=3", { a: "1", b: "2", c: "3" }],
    ["a=1; a=2", { a: "2" }],
    ["a=b=c; nameless", { a: "b=c" }],
    ['a="x y"', { a: "x y" }],
    ['a="x\\054y\\"z\\\\"', { a: 'x,y"z\\' }],
    ['a="\\351\\012"', { a: "é\n" }],
    ["a=x%20y%2C", { a: "x%20y%2C" }],
    ["a=100%", { a: "100%" }],
    ['a="', { a: '"' }],
    ["", {}],
  ])("%s", (header, cookies) => {
    expect({ ...readCookies(header) }).toEqual(cookies);
  });

  test.each([
    ["v", "v"],
    ["a%20b:1", "a%20b:1"],
    ["x y", '"x y"'],
    ["", '""'],
    ['a,b;"c"\\', '"a\\054b\\073\\"c\\"\\\\"'],
    ["é\n", '"\\351\\012"'],
  ])("a value is sent bare or in quotes: %j", (value, sent) => {
    expect(cookieText(value)).toBe(sent);
  });

  test("what is written is what is read, and never ends the header or the pair", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.integer({ min: 0, max: 255 }).map((n) => String.fromCharCode(n)) }),
        (value) => {
          const sent = cookieText(value);
          expect(sent).toMatch(/^[\x20-\x3a\x3c-\x7e]*$/);
          expect(readCookies(`other=1; a=${sent}; last=2`).a).toBe(value);
        },
      ),
    );
  });

  test("what it cannot carry is refused with what to do", () => {
    expect(() => cookieText("Ž")).toThrow(/cannot carry "Ž".*encodeURIComponent/);
  });

  test("a name from the prototype is a cookie like any other", () => {
    expect(readCookies("__proto__=1; constructor=2")).toEqual(
      Object.assign(Object.create(null), { ["__proto__"]: "1", constructor: "2" }),
    );
  });
});
