/** Contracts of single environment variables; their messages go behind the variable's name. */
import { z } from "zod";

/** Any text. */
export function text(missing = "is missing") {
  return z.string(missing);
}

/** A whole number, both ends included. */
export function wholeNumber(least: number, most: number) {
  const message = `must be a whole number from ${least} to ${most}`;
  return text()
    .regex(/^\d{1,9}$/, message)
    .transform(Number)
    .pipe(z.number().min(least, message).max(most, message));
}

/** `true` or `false`. */
export function flag(initially: "true" | "false") {
  return z
    .enum(["true", "false"], "must be true or false")
    .default(initially)
    .transform((it) => it === "true");
}

/** An address of these protocols. */
export function url(protocol: RegExp, message: string, missing?: string) {
  return text(missing).refine(
    (value) => URL.canParse(value) && protocol.test(new URL(value).protocol),
    message,
  );
}

/** Items separated by commas. */
export function list(item: RegExp, message: string) {
  return text()
    .default("")
    .transform((value) =>
      value
        .split(",")
        .map((it) => it.trim())
        .filter((it) => it !== ""),
    )
    .refine((items) => items.every((it) => item.test(it)), message);
}
