/** The app: its routes, and what stands around them. */
import { createApp, router } from "tenon";
import { books } from "./api/books.ts";

export const api = { v1: router({ prefix: "/api/v1" }, { books }) };

export default createApp({ title: "Library", version: "1.0.0", routes: api });
