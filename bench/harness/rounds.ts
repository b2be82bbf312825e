/** Servers take turns, round by round, so that what the machine does meanwhile meets all of them alike. */
import { checkAnswers } from "./answers.ts";
import type { LoadGenerator } from "./load.ts";
import type { Peer } from "./peer.ts";
import type { Scenario } from "./scenario.ts";
import { type ServerProcess, startServer } from "./server-process.ts";
import { median, spread } from "./statistics.ts";

/** How much is measured. Times are in seconds, for each server and scenario. */
export interface Effort {
  readonly rounds: number;
  readonly roundSeconds: number;
  readonly warmUpSeconds: number;
}

/** One server's turn in one round. */
export interface Round {
  readonly requestsPerSecond: number;
  /** Processor time of the server for a request, in microseconds: steadier than the rate on a machine that is busy. */
  readonly cpuMicros: number | undefined;
  /** The share of the time in which the server ran; well under 1, something else was the limit. */
  readonly busy: number | undefined;
  readonly p50: number;
  readonly p99: number;
}

/** All rounds of one server in one scenario. */
export interface Measured {
  readonly server: string;
  readonly median: number;
  readonly spread: number;
  readonly cpuMicros: number | undefined;
  readonly busy: number | undefined;
  readonly rounds: readonly Round[];
}

/** Measures a scenario: fresh processes, answers compared, a warm-up, then the rounds. */
export async function measure(
  scenario: Scenario,
  peers: readonly Peer[],
  load: LoadGenerator,
  effort: Effort,
): Promise<readonly Measured[]> {
  await using stack = new AsyncDisposableStack();
  const servers: ServerProcess[] = [];
  for (const peer of peers) servers.push(stack.use(await startServer(peer)));
  await checkAnswers(servers, scenario);
  for (const server of servers) await load(scenario, server.port, effort.warmUpSeconds);
  const rounds = new Map<string, Round[]>(peers.map(({ name }) => [name, []]));
  for (let round = 0; round < effort.rounds; round++)
    for (const server of turned(servers, round))
      rounds.get(server.peer.name)?.push(await turn(server, scenario, load, effort.roundSeconds));
  return [...rounds].map(([server, its]) => summed(server, its));
}

/** Every other round goes backwards, so that nobody always follows the same neighbour. */
function turned<Item>(items: readonly Item[], round: number): readonly Item[] {
  return round % 2 === 0 ? items : items.toReversed();
}

async function turn(
  server: ServerProcess,
  scenario: Scenario,
  load: LoadGenerator,
  seconds: number,
): Promise<Round> {
  const before = server.cpuSeconds();
  const result = await load(scenario, server.port, seconds);
  const after = server.cpuSeconds();
  const used = before === undefined || after === undefined ? undefined : after - before;
  return {
    requestsPerSecond: result.requests / result.seconds,
    cpuMicros: used === undefined ? undefined : (used / result.requests) * 1e6,
    busy: used === undefined ? undefined : used / result.seconds,
    p50: result.p50,
    p99: result.p99,
  };
}

function summed(server: string, rounds: readonly Round[]): Measured {
  const rates = rounds.map(({ requestsPerSecond }) => requestsPerSecond);
  return {
    server,
    median: median(rates),
    spread: spread(rates),
    cpuMicros: medianOf(rounds, "cpuMicros"),
    busy: medianOf(rounds, "busy"),
    rounds,
  };
}

function medianOf(rounds: readonly Round[], key: "cpuMicros" | "busy"): number | undefined {
  const values = rounds.flatMap((round) => round[key] ?? []);
  return values.length === rounds.length ? median(values) : undefined;
}
