/** What a body says, whatever spaces and escapes it is written with: JSON lines, data of events. */
import type { WireAnswer } from "./recorded.ts";

/** The body of an answer by value; as it is where it has only one spelling. */
export function bodyValue({ headers, body }: WireAnswer): unknown {
  const type = [headers["content-type"] ?? ""].flat()[0] ?? "";
  if (typeof body !== "string") return body;
  if (type === "application/jsonl") return body.split("\n").map(jsonValue);
  if (type.startsWith("text/event-stream"))
    return body.replace(/^data: (.*)$/gm, (_, data: string) => `data: ${JSON.stringify(jsonValue(data))}`);
  return body;
}

function jsonValue(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
