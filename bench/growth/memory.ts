/** What a server keeps: idle beside a bare one, and after a million requests. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { LoadGenerator } from "../harness/load.ts";
import { onNode, type Peer, peers, tenonFrom, tenonVersion } from "../harness/peer.ts";
import { type Scenario, scenarios } from "../harness/scenario.ts";
import { type ServerProcess, startServer } from "../harness/server-process.ts";
import { median } from "../harness/statistics.ts";
import type { GrowthEffort, Measure } from "./measure.ts";

const repository = join(import.meta.dirname, "../..");
const idleMilliseconds = 3000;

/**
 * The memory of an idle server beside that of hand-written Node, after one request each. Of Tenon the built package is taken:
 * from sources, Node holds what strips their types, which nobody has in production.
 */
export async function idleMemory({ processes }: GrowthEffort): Promise<readonly Measure[]> {
  execFileSync(process.execPath, [join(repository, "scripts/build.ts")], { stdio: "ignore" });
  const byHand = peers("node")[0] as Peer;
  const built = tenonFrom("node", join(repository, "packages/tenon/dist"));
  const sizes: { readonly hand: number; readonly tenon: number }[] = [];
  for (let round = 0; round < processes; round++)
    sizes.push({ hand: await residentMiB(byHand), tenon: await residentMiB(built) });
  return [
    {
      name: "idleMemory",
      title: "idle memory above bare Node",
      value: median(sizes.map(({ hand, tenon }) => tenon - hand)),
      unit: "MiB",
      goal: 15,
      bound: "at most",
      from: { node: median(sizes.map(({ hand }) => hand)), tenon: median(sizes.map(({ tenon }) => tenon)) },
    },
  ];
}

async function residentMiB(peer: Peer): Promise<number> {
  await using server = await startServer(peer);
  await (await fetch(`http://127.0.0.1:${server.port}/ping`)).text();
  await sleep(idleMilliseconds);
  const kibibytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${server.pid}/status`, "utf8"))?.[1];
  if (kibibytes === undefined) throw new Error("This system does not say how much memory a process has");
  return Number(kibibytes) / 1024;
}

/** The heap after a full collection, before and after a million requests of all kinds. */
export async function leaks(
  load: LoadGenerator,
  { requestsForLeaks }: GrowthEffort,
): Promise<readonly Measure[]> {
  const all = await scenarios();
  await using server = await startServer({
    name: "heap",
    title: "Tenon, with its heap",
    version: tenonVersion(),
    command: onNode("growth/heap.ts", "--expose-gc"),
  });
  await eachOnce(all, server, load); // What is made at first use is made here.
  await heapOf(server);
  const before = await heapOf(server);
  let requests = 0;
  while (requests < requestsForLeaks) requests += await eachOnce(all, server, load);
  const after = await heapOf(server);
  return [
    {
      name: "leaks",
      title: `heap after ${requests.toLocaleString("en")} further requests`,
      value: ((after - before) / before) * 100,
      unit: "%",
      goal: 2,
      bound: "at most",
      from: { requests, before, after },
    },
  ];
}

/** A second of every scenario; the requests of all of them. */
async function eachOnce(
  all: readonly Scenario[],
  { port }: ServerProcess,
  load: LoadGenerator,
): Promise<number> {
  let requests = 0;
  for (const scenario of all) requests += (await load(scenario, port, 1)).requests;
  return requests;
}

async function heapOf({ port }: ServerProcess): Promise<number> {
  const response = await fetch(`http://127.0.0.1:${port}/heap`);
  return ((await response.json()) as { readonly used: number }).used;
}
