/** Texts as they come in. */
import { z } from "zod";

/** Any text that PostgreSQL can hold: all but the character NUL. */
export const Text = z.string().refine((it) => !it.includes("\0"), "can't contain the character NUL");
