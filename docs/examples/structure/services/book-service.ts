/** Rules. Nothing in here knows HTTP, so all of it can be tested without. */
import { defineError, dependency } from "tenon";
import type { Book, NewBook } from "../schemas/book.ts";

export const BookNotFound = defineError(404, "book_not_found");

export class BookService {
  readonly #books = new Map<number, Book>();

  add(fields: NewBook): Book {
    const book = { id: this.#books.size + 1, ...fields };
    this.#books.set(book.id, book);
    return book;
  }

  get(id: number): Book {
    const book = this.#books.get(id);
    if (book === undefined) throw new BookNotFound();
    return book;
  }
}

export const bookService = dependency({ scope: "app" }, () => new BookService());
