/** Addresses and contracts, nothing else. A handler is one line, or it holds a rule that belongs into a service. */
import { get, post, router } from "tenon";
import { z } from "zod";
import { Book, NewBook } from "../schemas/book.ts";
import { BookNotFound, bookService } from "../services/book-service.ts";

const depends = { books: bookService };

export const books = router(
  { prefix: "/books", tags: ["books"] },
  {
    add: post("", { body: NewBook, response: Book, status: 201, depends }, ({ body, books }) =>
      books.add(body),
    ),
    one: get(
      "/:id",
      { params: { id: z.int() }, response: Book, errors: [BookNotFound], depends },
      ({ params, books }) => books.get(params.id),
    ),
  },
);
