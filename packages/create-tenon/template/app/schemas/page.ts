/** Reading long lists piece by piece: by offset, or from a cursor on, which misses and repeats nothing when rows come and go. */
import { z } from "zod";

/** How many items at most. */
export const limit = z.int().min(1).max(100).default(20).describe("How many items at most");

/** The query parameters of a paged list. */
export const PageQuery = {
  limit,
  offset: z.int().min(0).default(0).describe("How many items to pass over"),
  cursor: z
    .string()
    .max(1000)
    .optional()
    .describe("The `nextCursor` of the page before; in its place, not beside an offset"),
};

/** Which part of a list is asked for. */
export interface PageRequest {
  readonly limit: number;
  readonly offset: number;
  readonly cursor?: string | undefined;
}

/** One part of a list. */
export interface Page<Item> {
  readonly items: Item[];
  /** How many there are in all that fit. */
  readonly total: number;
  readonly limit: number;
  readonly offset: number;
  /** Where the next page begins; null behind the last one. */
  readonly nextCursor: string | null;
}

/** The contract of a page of these items. */
export function pageOf<Item extends z.ZodType>(item: Item) {
  return z.object({
    items: z.array(item),
    total: z.int().min(0).describe("How many there are in all that fit"),
    limit: z.int(),
    offset: z.int(),
    nextCursor: z.nullable(z.string()).describe("Where the next page begins; null behind the last one"),
  });
}
