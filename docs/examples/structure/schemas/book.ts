/** Contracts: what clients rely on. No table and no class is among them. */
import { z } from "zod";

export const Book = z.object({ id: z.int(), title: z.string().min(1), year: z.int() }).meta({ id: "Book" });
export const NewBook = Book.omit({ id: true }).meta({ id: "NewBook" });
export type Book = z.infer<typeof Book>;
export type NewBook = z.infer<typeof NewBook>;
