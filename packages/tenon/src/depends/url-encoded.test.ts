import { describe, expect, test } from "vitest";
import { readUrlEncoded } from "./url-encoded.ts";

describe("an urlencoded text", () => {
  test.each([
    ["a=1&b=2&a=3", { a: ["1", "3"], b: "2" }],
    ["a=x+y%2Bz", { a: "x y+z" }],
    ["a=100%", { a: "100%" }],
    ["a=%zz&a=1&a=2", { a: ["%zz", "1", "2"] }],
    ["a=%FF&b=%E6%97%A5", { a: "\uFFFD", b: "日" }],
    ["?a=%FF", { "?a": "\uFFFD" }],
    ["a", { a: "" }],
    ["", {}],
  ])("%s", (text, values) => {
    expect({ ...readUrlEncoded(text) }).toEqual(values);
  });
});
