/** Whatever routes there are: a request meets the one that a plain matcher picks, which tries all of them in turn. */
import fc from "fast-check";
import { expect, test } from "vitest";
import * as z from "zod";
import { createApp, del, get, post, put } from "../../src/index.ts";
import { throughBothDoors } from "../http/doors.ts";
import { runs, timeLimit } from "./runs.ts";

/** A segment of a route: a word, a parameter, or at the end the rest. */
type Part = { readonly word: string } | { readonly name: string } | { readonly rest: string };

interface Route {
  readonly method: Method;
  readonly parts: readonly Part[];
  readonly slashed: boolean;
}

const methods = ["GET", "POST", "PUT", "DELETE"] as const;
type Method = (typeof methods)[number];
const declare = { GET: get, POST: post, PUT: put, DELETE: del } as const;

const words = ["a", "b", "a-b", "é", "x.y", "~"] as const;
/** What a client may send for a segment: words of routes, and others. */
const sent = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom<string>(...words) },
  { weight: 1, arbitrary: fc.constantFrom("c", "1", "x y", "%", "a/b", "ü&=") },
);

const routes: fc.Arbitrary<readonly Route[]> = fc.uniqueArray(
  fc
    .record({
      method: fc.constantFrom(...methods),
      parts: fc
        .tuple(
          fc.array(fc.oneof(fc.constantFrom<string | undefined>(...words), fc.constant(undefined)), {
            maxLength: 3,
          }),
          fc.integer({ min: 0, max: 5 }),
        )
        .map(([segments, end]): readonly Part[] => [
          ...segments.map((word, index) => (word === undefined ? { name: `p${index}` } : { word })),
          ...(end === 0 ? [{ rest: "rest" }] : []),
        ]),
      slashed: fc.boolean(),
    })
    .map((route) => ({ ...route, slashed: route.slashed && route.parts.length > 0 && !endsWithRest(route) })),
  { minLength: 1, maxLength: 12, selector: (route) => `${route.method} ${shapeOf(route)}` },
);

interface Asked {
  readonly method: Method;
  readonly segments: readonly string[];
  readonly slashed: boolean;
  /** Whether everything is percent-encoded, letters too. */
  readonly encoded: boolean;
}

const asked: fc.Arbitrary<Asked> = fc
  .record({
    method: fc.constantFrom(...methods),
    segments: fc.array(sent, { maxLength: 4 }),
    slashed: fc.boolean(),
    encoded: fc.boolean(),
  })
  .map((it) => ({ ...it, slashed: it.slashed && it.segments.length > 0 }));

function endsWithRest({ parts }: Pick<Route, "parts">): boolean {
  const last = parts.at(-1);
  return last !== undefined && "rest" in last;
}

/** Two routes of one shape are refused at start-up. */
function shapeOf({ parts, slashed }: Route): string {
  const shape = parts.map((part) => ("word" in part ? part.word : "name" in part ? ":" : "*"));
  return `/${shape.join("/")}${slashed ? "/" : ""}`;
}

function pathOf({ parts, slashed }: Route): string {
  const texts = parts.map((part) =>
    "word" in part ? part.word : "name" in part ? `:${part.name}` : `:${part.rest}*`,
  );
  return `/${texts.join("/")}${slashed ? "/" : ""}`;
}

function targetOf({ segments, slashed, encoded }: Asked): string {
  const every = (text: string) =>
    [...new TextEncoder().encode(text)].map((byte) => `%${byte.toString(16).padStart(2, "0")}`).join("");
  return `/${segments.map(encoded ? every : encodeURIComponent).join("/")}${slashed ? "/" : ""}`;
}

type Params = Readonly<Record<string, string>>;

/** The parameters with which a route takes a path; undefined when it does not. */
function taken(route: Route, { segments, slashed }: Asked): Params | undefined {
  const params: Record<string, string> = {};
  for (const [index, part] of route.parts.entries()) {
    if ("rest" in part) {
      // It begins after a slash, and may be empty there.
      const begins = index < segments.length || (index === segments.length && (slashed || index === 0));
      if (!begins) return undefined;
      if (index === segments.length) return { ...params, [part.rest]: "" };
      return { ...params, [part.rest]: segments.slice(index).join("/") + (slashed ? "/" : "") };
    }
    const segment = segments[index];
    if (segment === undefined || ("word" in part && part.word !== segment)) return undefined;
    if ("name" in part) params[part.name] = segment;
  }
  return route.parts.length === segments.length && route.slashed === slashed ? params : undefined;
}

/** Segment by segment: a word is more specific than a parameter, a parameter more than the rest. */
function rank({ parts }: Route): string {
  return parts.map((part) => ("word" in part ? "0" : "name" in part ? "1" : "2")).join("");
}

throughBothDoors("the table of routes", (open) => {
  test("the most specific route answers, with its parameters decoded once; a path of others is a 405 with their methods", {
    timeout: timeLimit,
  }, async () => {
    await fc.assert(
      fc.asyncProperty(
        routes,
        fc.array(asked, { minLength: 5, maxLength: 25 }),
        async (declared, requests) => {
          const app = createApp({
            title: "Routes",
            version: "1.0.0",
            docs: false,
            redirectSlashes: false,
            routes: Object.fromEntries(
              declared.map((route, index) => {
                const names = route.parts.flatMap((part) =>
                  "name" in part ? part.name : "rest" in part ? part.rest : [],
                );
                const params = Object.fromEntries(names.map((name) => [name, z.string()]));
                const answer = (given: Params) => ({ route: index, params: given });
                return [
                  `route${index}`,
                  declare[route.method](pathOf(route) as string, { params: z.object(params) }, (needs) =>
                    answer(needs.params as Params),
                  ),
                ];
              }),
            ),
          });
          await using door = await open(app);
          for (const request of requests) {
            const fitting = declared.filter((route) => taken(route, request) !== undefined);
            const [best] = fitting
              .filter(({ method }) => method === request.method)
              .toSorted((a, b) => (rank(a) < rank(b) ? -1 : 1));
            const answer = await door.send(request.method, targetOf(request));
            if (best !== undefined) {
              expect(answer.json()).toEqual({ route: declared.indexOf(best), params: taken(best, request) });
            } else if (fitting.length > 0) {
              const allowed = new Set<string>([...fitting.map(({ method }) => method), "OPTIONS"]);
              if (allowed.has("GET")) allowed.add("HEAD");
              expect(answer.status).toBe(405);
              expect(answer.headers.get("allow")?.split(", ")).toEqual([...allowed].sort());
            } else {
              expect(answer.status).toBe(404);
            }
          }
        },
      ),
      runs(15),
    );
  });
});
