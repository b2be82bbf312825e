/** Which results a handler may return. Checked by `npm run typecheck`. */
import { expectTypeOf } from "vitest";
import * as z from "zod";
import { file, get, jsonLines, respond, text } from "../../src/index.ts";
import type { SuccessData } from "../../src/routing/operation.ts";

const Item = z.object({ kind: z.enum(["pen", "cup"]), at: z.string() });
const Queued = z.object({ job: z.string() });
const needs = { response: Item, responses: { 202: Queued, 404: { schema: z.string() }, 204: {} } };

get("/a", needs, () => ({ kind: "pen" as const, at: "" }));
get("/b", needs, async () => {
  if (Math.random() > 0.5) return respond(202, { job: "" });
  if (Math.random() > 0.5) return respond(404, "gone");
  if (Math.random() > 0.5) return respond(204);
  return { kind: "cup" as const, at: "" };
});
get("/c", { response: Item, responses: { 201: Item } }, () => respond(201, { kind: "cup", at: "" }));
get("/d", needs, () => text(""));
get("/e", needs, () => file("x"));
get("/f", { response: Item }, () => jsonLines([{ job: "a" }], { schema: Queued }));

// @ts-expect-error 203 is not declared
get("/g", needs, () => respond(203, { job: "" }));
// @ts-expect-error the value is another status's
get("/h", needs, () => respond(202, "text"));
// @ts-expect-error no value is declared
get("/i", needs, () => respond(204, "text"));
// @ts-expect-error nothing is declared
get("/j", { response: Item }, () => respond(202, { job: "" }));
// @ts-expect-error an item does not fit its schema
jsonLines([{ job: 1 }], { schema: Queued });

expectTypeOf<SuccessData<typeof needs>>().toEqualTypeOf<
  { kind: "pen" | "cup"; at: string } | { job: string } | unknown
>();
expectTypeOf<
  SuccessData<{ response: typeof Item; responses: { 202: typeof Queued; 404: typeof Item } }>
>().toEqualTypeOf<{ kind: "pen" | "cup"; at: string } | { job: string }>();
