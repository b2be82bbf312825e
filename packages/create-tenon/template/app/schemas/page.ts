/** Reading long lists piece by piece. */
import { z } from "zod";

/** The query parameters of a paged list. */
export const PageQuery = {
  limit: z.int().min(1).max(100).default(20).describe("How many items at most"),
  offset: z.int().min(0).default(0).describe("How many items to pass over"),
};

/** Which part of a list is asked for. */
export interface PageRequest {
  readonly limit: number;
  readonly offset: number;
}

/** One part of a list. */
export interface Page<Item> extends PageRequest {
  readonly items: Item[];
  /** How many there are in all. */
  readonly total: number;
}

/** The contract of a page of these items. */
export function pageOf<Item extends z.ZodType>(item: Item) {
  return z.object({
    items: z.array(item),
    total: z.int().min(0).describe("How many there are in all"),
    limit: z.int(),
    offset: z.int(),
  });
}
