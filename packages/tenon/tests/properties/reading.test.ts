/** Texts as a client may spell them: whatever stands in a query, a form or a cookie is what the handler gets. */
import fc from "fast-check";
import { expect, test } from "vitest";
import * as z from "zod";
import { cookieText } from "../../src/http/cookie-text.ts";
import { createApp, get, post, responseHeaders } from "../../src/index.ts";
import { throughBothDoors } from "../http/doors.ts";
import { runs, timeLimit } from "./runs.ts";

const names = ["plain", "two words", "é&=+%", "a[b].c", "constructor"] as const;
const lists = Object.fromEntries(names.map((name) => [name, z.array(z.string()).optional()]));

const cookieNames = ["session", "a.b", "toString"] as const;

const app = createApp({
  title: "Reading",
  version: "1.0.0",
  routes: {
    query: get("/query", { query: lists }, ({ query }) => query),
    form: post("/form", { form: lists }, ({ form }) => form),
    cookies: get(
      "/cookies",
      { cookies: Object.fromEntries(cookieNames.map((name) => [name, z.string().optional()])) },
      ({ cookies }) => cookies,
    ),
    set: post("/set", { body: z.string(), depends: { responseHeaders } }, ({ body, responseHeaders }) => {
      responseHeaders.append("set-cookie", `session=${cookieText(body)}; Path=/`);
      return null;
    }),
  },
});

/** Any text that Unicode can say: lone surrogates have no bytes to be sent as. */
const unicode = fc.string({ unit: "binary", maxLength: 12 });

/** The ways in which one character may be sent; what has a meaning of its own must be encoded. */
function spellings(character: string): readonly string[] {
  const bytes = [...new TextEncoder().encode(character)];
  const hexadecimal = bytes.map((byte) => `%${byte.toString(16).padStart(2, "0")}`).join("");
  const encoded = [hexadecimal, hexadecimal.toUpperCase()];
  if (character === " ") return ["+", ...encoded];
  return /^[\w.~*!'()-]$/.test(character) ? [character, ...encoded] : encoded;
}

/** A text in one of its spellings, character by character. */
function spelled(text: string): fc.Arbitrary<string> {
  return fc
    .tuple(...[...text].map((character) => fc.constantFrom(...spellings(character))))
    .map((parts) => parts.join(""));
}

interface Encoded {
  readonly text: string;
  readonly fields: Readonly<Record<string, readonly string[]>>;
}

/** Names and values, and a text that says them in urlencoded form. */
function encodedFields(value: fc.Arbitrary<string>): fc.Arbitrary<Encoded> {
  const pair = fc.tuple(fc.constantFrom(...names), value);
  return fc
    .array(pair, { minLength: 1, maxLength: 8 })
    .chain((pairs) =>
      fc
        .tuple(
          ...pairs.map(([name, text]) =>
            fc.tuple(spelled(name), spelled(text)).map((both) => both.join("=")),
          ),
        )
        .map((texts) => ({ text: texts.join("&"), fields: gathered(pairs) })),
    );
}

function gathered(pairs: readonly (readonly [string, string])[]): Encoded["fields"] {
  const grouped = Map.groupBy(pairs, ([name]) => name);
  return Object.fromEntries([...grouped].map(([name, its]) => [name, its.map(([, text]) => text)]));
}

throughBothDoors("reading", (open) => {
  test("a query is what was said, however it is encoded", { timeout: timeLimit }, async () => {
    await using door = await open(app);
    await fc.assert(
      fc.asyncProperty(encodedFields(unicode), async ({ text, fields }) => {
        expect((await door.send("GET", `/query?${text}`)).json()).toEqual(fields);
      }),
      runs(100),
    );
  });

  test("so is a form", { timeout: timeLimit }, async () => {
    await using door = await open(app);
    const headers = { "content-type": "application/x-www-form-urlencoded" };
    // An empty field of a form is one that nobody filled in.
    const filled = unicode.filter((text) => text !== "");
    await fc.assert(
      fc.asyncProperty(encodedFields(filled), async ({ text, fields }) => {
        expect((await door.send("POST", "/form", { headers, body: text })).json()).toEqual(fields);
      }),
      runs(100),
    );
  });

  const latin1 = fc.string({
    unit: fc.integer({ min: 0, max: 255 }).map((code) => String.fromCharCode(code)),
  });

  test("cookies are what was said, in quotes or without; of one name the last counts", {
    timeout: timeLimit,
  }, async () => {
    await using door = await open(app);
    const pairs = fc.array(fc.tuple(fc.constantFrom(...cookieNames), latin1), { minLength: 1, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(pairs, async (said) => {
        const cookie = said.map(([name, value]) => `${name}=${cookieText(value)}`).join("; ");
        const answer = await door.send("GET", "/cookies", { headers: { cookie } });
        expect(answer.json()).toEqual(Object.fromEntries(said));
      }),
      runs(100),
    );
  });

  test("a cookie that was set comes back with the value it was given", { timeout: timeLimit }, async () => {
    await using door = await open(app);
    await fc.assert(
      fc.asyncProperty(latin1, async (value) => {
        const [set = ""] = (await door.send("POST", "/set", { json: value })).headers.getSetCookie();
        const answer = await door.send("GET", "/cookies", { headers: { cookie: set.split(";")[0] ?? "" } });
        expect(answer.json()).toEqual({ session: value });
      }),
      runs(50),
    );
  });
});
