/**
 * What each further dependency of a chain costs: the same request in process, to an operation with few of them and to one with many,
 * in turns. Prints JSON: nanoseconds for a synchronous one and for an asynchronous one.
 */

import { median } from "../harness/statistics.ts";
import { createApp, dependency, get, silentLogger, z } from "../servers/tenon-source.ts";

const few = 4;
const many = 44;
const [rounds = 9, requests = 20_000] = process.argv.slice(2).map(Number);

const first = dependency(() => 0);
type Link = typeof first;

const links = {
  synchronous: (before: Link): Link => dependency({ depends: { before } }, ({ before }) => before + 1),
  asynchronous: (before: Link): Link =>
    dependency({ depends: { before } }, async ({ before }) => before + 1) as unknown as Link,
};
type Kind = keyof typeof links;

function chain(kind: Kind, length: number): Link {
  let last = first;
  for (let made = 1; made < length; made++) last = links[kind](last);
  return last;
}

function operation(path: string, kind: Kind, length: number) {
  return get(path, { response: z.int(), depends: { last: chain(kind, length) } }, ({ last }) => last);
}

const app = createApp({
  title: "Dependencies",
  version: "1.0.0",
  logger: silentLogger,
  routes: {
    synchronousFew: operation("/synchronous/few", "synchronous", few),
    synchronousMany: operation("/synchronous/many", "synchronous", many),
    asynchronousFew: operation("/asynchronous/few", "asynchronous", few),
    asynchronousMany: operation("/asynchronous/many", "asynchronous", many),
  },
});

/** Nanoseconds for a request, the mean of many. */
async function timed(path: string): Promise<number> {
  const request = new Request(`http://127.0.0.1${path}`);
  const began = process.hrtime.bigint();
  for (let sent = 0; sent < requests; sent++) await app.fetch(request);
  return Number(process.hrtime.bigint() - began) / requests;
}

/** Nanoseconds for one dependency more: the median over the rounds. */
async function further(kind: Kind): Promise<number> {
  const answer = await app.fetch(new Request(`http://127.0.0.1/${kind}/many`));
  if ((await answer.json()) !== many - 1) throw new Error(`The chain of ${kind} dependencies is not whole`);
  await timed(`/${kind}/few`);
  await timed(`/${kind}/many`);
  const slopes: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const withFew = await timed(`/${kind}/few`);
    slopes.push(((await timed(`/${kind}/many`)) - withFew) / (many - few));
  }
  return median(slopes);
}

const synchronous = await further("synchronous");
const asynchronous = await further("asynchronous");
console.log(JSON.stringify({ synchronous, asynchronous }));
await app.stop();
