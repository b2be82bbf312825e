/** The contracts of the servers that validate with Zod. Text of a query needs `z.coerce` there. */
import * as z from "zod";
import { type Fault, usernamePattern } from "./domain.ts";

export const ItemParams = z.object({ id: z.coerce.number().int() });
export const ItemQuery = z.object({
  limit: z.coerce.number().int().min(1).max(100).default(10),
  q: z.string().max(50).optional(),
});
export const UserCreate = z.object({
  username: z.string().min(3).max(32).regex(usernamePattern),
  email: z.email(),
  age: z.int().min(18).max(150),
  password: z.string().min(15),
  newsletter: z.boolean().default(false),
});
export const UserResponse = z.object({
  id: z.int(),
  username: z.string(),
  email: z.string(),
  age: z.int(),
  newsletter: z.boolean(),
});
export const Me = z.object({
  id: z.int(),
  username: z.string(),
  orders: z.array(z.object({ id: z.int(), item: z.string(), quantity: z.int() })),
});
export const Items = z.array(
  z.object({
    id: z.int(),
    name: z.string(),
    description: z.string(),
    price: z.number(),
    currency: z.string(),
    inStock: z.boolean(),
  }),
);

interface Issue {
  readonly path?: readonly unknown[] | undefined;
  readonly message: string;
  readonly code?: string;
}

/** Issues in the shape all servers answer with. */
export function faultsOf(place: string, issues: readonly Issue[]): { readonly detail: readonly Fault[] } {
  return {
    detail: issues.map(({ path = [], message, code = "value_error" }) => ({
      loc: [place, ...path.map((key) => (typeof key === "number" ? key : String(key)))],
      msg: message,
      type: code,
    })),
  };
}
