/** Texts as they come in. */
import { z } from "zod";

/** Any text that PostgreSQL can hold: all but the character NUL. */
export const Text = z.string().refine((it) => !it.includes("\0"), "can't contain the character NUL");

/** A text with something in it. */
export const Filled = Text.refine((it) => it.trim() !== "", "can't be blank");

/** Blank is none, as the front ends send it. */
export const Optional = Text.nullish();
