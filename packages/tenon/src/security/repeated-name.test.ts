import fc from "fast-check";
import { expect, test } from "vitest";
import { hasRepeatedName } from "./repeated-name.ts";

const found = (json: string) => hasRepeatedName(json, JSON.parse(json));

test.each([
  ['{"sub":"a","sub":"b"}'],
  ['{"sub":"a","s\\u0075b":"b"}'],
  ['{"a":{"b":1,"b":1}}'],
  ['[{"b":1 ,"b" :1}]'],
  ['{"__proto__":1,"__proto__":2}'],
])("%s names something twice", (json) => {
  expect(found(json)).toBe(true);
});

test.each([
  ['{"a":"a","b":"a"}'],
  ['{"a":{"b":1},"b":{"a":1}}'],
  ['{"a":"\\"x\\":1,\\"x\\":2","b":["c:","c:"]}'],
  ['{"a\\\\":1,"b\\"":2}'],
  ["[]"],
  ['"a"'],
])("%s does not", (json) => {
  expect(found(json)).toBe(false);
});

test("no JSON value that was written once has one", () => {
  fc.assert(
    fc.property(fc.json(), fc.boolean(), (json, wide) => {
      const text = JSON.stringify(JSON.parse(json), undefined, wide ? 2 : 0);
      expect(found(text)).toBe(false);
    }),
  );
});

test("as deep as it may be, it is counted", () => {
  const depth = 100_000;
  const value = JSON.parse("[".repeat(5000) + "]".repeat(5000));
  let deep: unknown = value;
  for (let level = 0; level < depth; level++) deep = [deep];
  expect(hasRepeatedName("[]", deep)).toBe(false);
});
