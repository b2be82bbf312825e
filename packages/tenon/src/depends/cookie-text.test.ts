import { describe, expect, test } from "vitest";
import { readCookies } from "./cookie-text.ts";

describe("the cookies of a request", () => {
  test.each([
    ["a=1; b=2;c=3", { a: "1", b: "2", c: "3" }],
    ["a=1; a=2", { a: "2" }],
    ["a=b=c; nameless", { a: "b=c" }],
    ['a="x y"', { a: "x y" }],
    ['a="x\\054y\\"z\\\\"', { a: 'x,y"z\\' }],
    ['a="\\303\\251"', { a: "é" }],
    ["a=x%20y%2C", { a: "x y," }],
    ["a=100%", { a: "100%" }],
    ['a="', { a: '"' }],
    ["", {}],
  ])("%s", (header, cookies) => {
    expect({ ...readCookies(header) }).toEqual(cookies);
  });

  test("a name from the prototype is a cookie like any other", () => {
    expect(readCookies("__proto__=1; constructor=2")).toEqual(
      Object.assign(Object.create(null), { ["__proto__"]: "1", constructor: "2" }),
    );
  });
});
