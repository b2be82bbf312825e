/** Literals stay what they are in a handler's result, whether or not it receives anything. */
import * as z from "zod";
import { get } from "../../src/index.ts";

const Kind = z.object({ kind: z.enum(["pen", "ink"]) });

get("/a", { response: Kind }, () => ({ kind: "pen" }));
get("/b", { response: Kind }, async () => ({ kind: "pen" }));
get("/c", { response: Kind, query: { q: z.string() } }, ({ query }) => ({
  kind: query.q === "" ? "pen" : "ink",
}));
// @ts-expect-error no such kind
get("/d", { response: Kind }, () => ({ kind: "paper" }));
