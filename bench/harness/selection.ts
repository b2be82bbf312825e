/** What the command line asks for. */
import { parseArgs } from "node:util";
import { type Peer, peers, tenonFrom } from "./peer.ts";
import type { Effort } from "./rounds.ts";
import { type Scenario, scenarios } from "./scenario.ts";

export const usage = `npm run bench -- [options]
  --quick                 four servers, short rounds: under three minutes
  --only ping,signUp      these scenarios
  --servers node,tenon    these servers
  --with NAME=FOLDER      a further Tenon from the sources or the build in FOLDER; may be repeated
  --rounds N  --seconds N --warm-up N
                          rounds, seconds a round, seconds before the first one
  --output FILE           where the JSON goes (bench/results/latest.json)`;

export interface Selection {
  readonly peers: readonly Peer[];
  readonly scenarios: readonly Scenario[];
  readonly effort: Effort;
  readonly output: string | undefined;
}

const full: Effort = { rounds: 7, roundSeconds: 3, warmUpSeconds: 3 };
const quick: Effort = { rounds: 3, roundSeconds: 1, warmUpSeconds: 1 };
const quickServers = ["node", "tenon", "fastify", "hono"];

/** @throws Error naming what is not known, with what is. */
export async function selection(parameters: readonly string[]): Promise<Selection> {
  const { values } = parseArgs({
    args: [...parameters],
    options: {
      quick: { type: "boolean", default: false },
      only: { type: "string" },
      servers: { type: "string" },
      with: { type: "string", multiple: true, default: [] },
      rounds: { type: "string" },
      seconds: { type: "string" },
      "warm-up": { type: "string" },
      output: { type: "string" },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    console.log(usage);
    process.exit();
  }
  const effort = values.quick ? quick : full;
  return {
    peers: [
      ...picked(peers(), values.servers?.split(",") ?? (values.quick ? quickServers : undefined), "server"),
      ...values.with.map(furtherTenon),
    ],
    scenarios: picked(await scenarios(), values.only?.split(","), "scenario"),
    effort: {
      rounds: count(values.rounds, effort.rounds, "--rounds"),
      roundSeconds: count(values.seconds, effort.roundSeconds, "--seconds"),
      warmUpSeconds: count(values["warm-up"], effort.warmUpSeconds, "--warm-up"),
    },
    output: values.output,
  };
}

function picked<Item extends { readonly name: string }>(
  all: readonly Item[],
  names: readonly string[] | undefined,
  kind: string,
): readonly Item[] {
  if (names === undefined) return all;
  return names.map((name) => {
    const found = all.find((it) => it.name === name);
    if (found !== undefined) return found;
    throw new Error(
      `No ${kind} "${name}" here; there are ${all.map((it) => it.name).join(", ")}\n\n${usage}`,
    );
  });
}

function furtherTenon(text: string): Peer {
  const [name, folder] = text.split("=");
  if (name === undefined || name === "" || folder === undefined || folder === "")
    throw new Error(`--with takes NAME=FOLDER, not "${text}"`);
  return tenonFrom(folder, name);
}

function count(text: string | undefined, otherwise: number, option: string): number {
  if (text === undefined) return otherwise;
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1)
    throw new Error(`${option} takes a whole number from 1, not "${text}"`);
  return value;
}
