/** What the command line asks for. */
import { join } from "node:path";
import { parseArgs } from "node:util";
import { fullGrowth, type GrowthEffort, quickGrowth } from "../growth/measure.ts";
import { type Peer, peers, type Runtime, tenonFrom } from "./peer.ts";
import type { Effort } from "./rounds.ts";
import { type Scenario, scenarios, scenariosOnBun } from "./scenario.ts";

export const usage = `npm run bench -- [options]
  --quick                 on Node, four servers, short rounds: under three minutes
  --node  --bun  --growth only the servers of this runtime, only what must not grow
  --only ping,signUp      these scenarios
  --servers node,tenon    these servers
  --with NAME=FOLDER      a further Tenon from the sources or the build in FOLDER; may be repeated
  --rounds N  --seconds N --warm-up N
                          rounds, seconds a round, seconds before the first one
  --output FILE           where the JSON goes (bench/results/latest.json)
  --chart                 measures nothing: draws docs/benchmark.svg from the JSON; --input and --output name others
What names scenarios or servers is about Node unless --bun stands beside it.`;

/** Servers of one runtime, and what they are asked. */
export interface Comparison {
  readonly runtime: Runtime;
  readonly peers: readonly Peer[];
  readonly scenarios: readonly Scenario[];
}

export interface Selection {
  readonly comparisons: readonly Comparison[];
  /** How much is measured of what must not grow; undefined for nothing of it. */
  readonly growth: GrowthEffort | undefined;
  readonly effort: Effort;
  readonly output: string;
}

const full: Effort = { rounds: 7, roundSeconds: 3, warmUpSeconds: 3 };
const quick: Effort = { rounds: 3, roundSeconds: 1, warmUpSeconds: 1 };
const quickServers: Readonly<Record<Runtime, readonly string[] | undefined>> = {
  node: ["node", "tenon", "fastify", "hono"],
  bun: undefined,
};

const options = {
  quick: { type: "boolean", default: false },
  node: { type: "boolean", default: false },
  bun: { type: "boolean", default: false },
  growth: { type: "boolean", default: false },
  only: { type: "string" },
  servers: { type: "string" },
  with: { type: "string", multiple: true, default: [] as string[] },
  rounds: { type: "string" },
  seconds: { type: "string" },
  "warm-up": { type: "string" },
  output: { type: "string" },
  help: { type: "boolean", default: false },
} as const;

type Values = ReturnType<typeof parseArgs<{ options: typeof options }>>["values"];

/** @throws Error naming what is not known, with what is. */
export async function selection(parameters: readonly string[]): Promise<Selection> {
  const { values } = parseArgs({ args: [...parameters], options });
  if (values.help) {
    console.log(usage);
    process.exit();
  }
  const effort = values.quick ? quick : full;
  const chosen = parts(values);
  const runtimes = (["node", "bun"] as const).filter((runtime) => chosen.has(runtime));
  return {
    comparisons: await Promise.all(runtimes.map((runtime) => comparison(runtime, values))),
    growth: chosen.has("growth") ? (values.quick ? quickGrowth : fullGrowth) : undefined,
    effort: {
      rounds: count(values.rounds, effort.rounds, "--rounds"),
      roundSeconds: count(values.seconds, effort.roundSeconds, "--seconds"),
      warmUpSeconds: count(values["warm-up"], effort.warmUpSeconds, "--warm-up"),
    },
    output: values.output ?? join(import.meta.dirname, "../results/latest.json"),
  };
}

/** Those that are named; else Node's servers for a part of a run, and everything for a whole one. */
function parts(values: Values): ReadonlySet<Runtime | "growth"> {
  const all = ["node", "bun", "growth"] as const;
  const named = all.filter((part) => values[part]);
  if (named.length > 0) return new Set(named);
  const { quick, only, servers, with: further } = values;
  const isPart = quick || only !== undefined || servers !== undefined || further.length > 0;
  return new Set(isPart ? ["node"] : all);
}

async function comparison(runtime: Runtime, values: Values): Promise<Comparison> {
  const all = await (runtime === "bun" ? scenariosOnBun() : scenarios());
  const servers = values.servers?.split(",") ?? (values.quick ? quickServers[runtime] : undefined);
  return {
    runtime,
    peers: [
      ...picked(peers(runtime), servers, "server"),
      ...values.with.map((text) => furtherTenon(runtime, text)),
    ],
    scenarios: picked(all, values.only?.split(","), "scenario"),
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

function furtherTenon(runtime: Runtime, text: string): Peer {
  const [name, folder] = text.split("=");
  if (name === undefined || name === "" || folder === undefined || folder === "")
    throw new Error(`--with takes NAME=FOLDER, not "${text}"`);
  return tenonFrom(runtime, folder, name);
}

function count(text: string | undefined, otherwise: number, option: string): number {
  if (text === undefined) return otherwise;
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1)
    throw new Error(`${option} takes a whole number from 1, not "${text}"`);
  return value;
}
