/** Where a command of the terminal gets a password from. Never from its arguments: every process can read those. */
import { createInterface } from "node:readline/promises";
import { Writable } from "node:stream";
import { text } from "node:stream/consumers";

/** From the variable, from a terminal without echo (twice), or from what is piped in. */
export async function askPassword(variable: string): Promise<string> {
  const given = process.env[variable];
  if (given !== undefined && given !== "") return given;
  if (!process.stdin.isTTY) return withoutLineEnd(await text(process.stdin));

  const password = await askHidden("Password: ");
  if ((await askHidden("Once more: ")) !== password) throw new PasswordsDiffer();
  return password;
}

/** Two inputs of one password differ. */
export class PasswordsDiffer extends Error {
  override readonly name = "PasswordsDiffer";

  constructor() {
    super("The two passwords differ.");
  }
}

async function askHidden(question: string): Promise<string> {
  // Readline echoes into its output: one that swallows everything shows nothing, not even a length.
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const terminal = createInterface({ input: process.stdin, output: nowhere, terminal: true });
  terminal.on("SIGINT", () => {
    terminal.close();
    process.stderr.write("\n");
    process.exit(130);
  });
  process.stderr.write(question);
  try {
    return await terminal.question("");
  } finally {
    terminal.close();
    process.stderr.write("\n");
  }
}

function withoutLineEnd(piped: string): string {
  return piped.replace(/\r?\n$/, "");
}
