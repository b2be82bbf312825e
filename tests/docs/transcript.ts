/**
 * A conversation in HTTP as the guide prints it: lines with `>` are sent (`> POST /books {...}`, then headers), lines with `<`
 * are the answer's status with its body, and those of its headers that are worth showing.
 */

/** A request of a conversation, and the headers of its answer that are shown. */
export interface Asked {
  readonly lines: readonly string[];
  readonly shown: readonly string[];
  readonly request: () => Request;
}

/** The requests of a conversation. What was answered before is left out. */
export function parseTranscript(text: string): Asked[] {
  return text
    .split(/^(?=> [A-Z]+ \/)/m)
    .filter((part) => part.startsWith("> "))
    .map(parseExchange);
}

function parseExchange(part: string): Asked {
  const lines = part.split("\n").filter((line) => line.startsWith("> "));
  const shown = Array.from(part.matchAll(/^< ([a-z-]+):/gm), ([, name = ""]) => name);
  const [, method = "", path = "", body] = /^> (\S+) (\S+)(?: (.+))?$/.exec(lines[0] ?? "") ?? [];
  const headers = lines.slice(1).map((line) => line.slice(2).split(/: (.*)/, 2) as [string, string]);
  const json =
    body === undefined ? {} : { body, headers: [...headers, ["content-type", "application/json"]] };
  const init = { method, headers, ...json } as RequestInit;
  return { lines, shown, request: () => new Request(new URL(path, "http://testserver"), init) };
}

/** A request and its answer, as they are printed. */
export async function printExchange({ lines, shown }: Asked, answer: Response): Promise<string> {
  const text = await answer.text();
  const body = answer.headers.get("content-type")?.includes("json") ? readable(text) : text;
  const headers = shown.map((name) => `< ${name}: ${answer.headers.get(name)}`);
  return `${[...lines, `< ${answer.status} ${body}`, ...headers].join("\n")}\n`;
}

function readable(json: string): string {
  return json.length < 90 ? json : JSON.stringify(JSON.parse(json), null, 2);
}
