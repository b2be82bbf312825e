/** A body that is read while it comes, line by line. */

/**
 * The lines of a body, without their breaks (CRLF, LF or CR); what follows the last break is the last line. Leaving the loop
 * gives the connection up.
 */
export async function* linesOf(body: ReadableStream<Uint8Array>): AsyncGenerator<string, void, undefined> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let rest = "";
  try {
    for (;;) {
      const { done, value } = await reader.read();
      rest += done ? decoder.decode() : decoder.decode(value, { stream: true });
      // A CR at the end may be half of a CRLF.
      const lines = rest.slice(0, done || !rest.endsWith("\r") ? undefined : -1).split(/\r\n|\n|\r/);
      const last = lines.pop() ?? "";
      rest = !done && rest.endsWith("\r") ? `${last}\r` : last;
      yield* lines;
      if (!done) continue;
      if (rest !== "") yield rest;
      return;
    }
  } finally {
    // Whoever leaves does not wait for the other side to notice, and has heard already what broke it.
    reader.cancel().catch(() => undefined);
  }
}

/** The items of a body of JSON lines. */
export async function* jsonLinesOf(
  body: ReadableStream<Uint8Array>,
): AsyncGenerator<unknown, void, undefined> {
  for await (const line of linesOf(body)) if (line.trim() !== "") yield JSON.parse(line);
}
