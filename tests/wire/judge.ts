/** Sends one application's requests through both doors and judges every answer. */
import type { App } from "tenon";
import { broken, contextDifferences, type Difference, differences, type OwnAnswer } from "./compare.ts";
import { decode } from "./decode.ts";
import type { Purpose } from "./differences.ts";
import { type Door, doors, type OpenDoor } from "./doors.ts";
import { encode } from "./encode.ts";
import type { Recorded, WireRequest } from "./recorded.ts";
import type { Verdict } from "./verdict.ts";

/** One door's answer to one request. */
interface Outcome {
  readonly wrong?: string;
  readonly impossible?: true;
  readonly remarks?: readonly string[];
}

/** Judges every request of an application. `createPort` makes a fresh app for each door. */
export async function judge(
  recorded: Recorded,
  createPort: () => App,
  purposes: ReadonlyMap<string, Purpose>,
): Promise<Verdict[]> {
  const outcomes = new Map<string, readonly Outcome[]>();
  for (const [name, open] of Object.entries(doors))
    outcomes.set(name, await throughDoor(open, createPort, recorded, purposes));
  return recorded.requests.map((request, index) => {
    const each = [...outcomes].map(([door, list]) => ({ door, outcome: list[index] as Outcome }));
    const purpose = purposes.get(`${recorded.name}:${request.id}`);
    return {
      app: recorded.name,
      id: request.id,
      title: titleOf(request),
      purposes: purpose === undefined ? [] : [purpose.reason],
      wrongs: each.flatMap(({ door, outcome }) =>
        outcome.wrong === undefined ? [] : [`${door}: ${outcome.wrong}`],
      ),
      impossible: each.flatMap(({ door, outcome }) => (outcome.impossible === true ? [door] : [])),
      remarks: each.flatMap(({ outcome }) => outcome.remarks ?? []),
    };
  });
}

/** Every request of an application that cannot be asked fails, for this reason. */
export function failed(recorded: Recorded, wrong: string): Verdict[] {
  const rest = { purposes: [], wrongs: [wrong], impossible: [], remarks: [] };
  return recorded.requests.map((request) => ({
    app: recorded.name,
    id: request.id,
    title: titleOf(request),
    ...rest,
  }));
}

function titleOf({ method, path }: WireRequest): string {
  return `${method} ${path.slice(0, 80)}`;
}

async function throughDoor(
  open: OpenDoor,
  createPort: () => App,
  recorded: Recorded,
  purposes: ReadonlyMap<string, Purpose>,
): Promise<Outcome[]> {
  await using door = await open(createPort());
  const outcomes: Outcome[] = [];
  for (const request of recorded.requests) {
    const own = purposes.get(`${recorded.name}:${request.id}`)?.own;
    outcomes.push(await outcomeOf(door, request, recorded, own));
  }
  return outcomes;
}

async function outcomeOf(
  door: Door,
  request: WireRequest,
  { expected }: Recorded,
  own: OwnAnswer | undefined,
): Promise<Outcome> {
  const want = expected[request.id];
  if (want === undefined) return { wrong: "nothing was recorded" };
  try {
    if (request.settle === true) await door.settled();
    const received = await door.send(encode(request));
    if (received === undefined) return { impossible: true };
    const got = decode(received);
    const found = differences(want, got, request.ignore);
    if (own === undefined) {
      const remarks = contextDifferences(want, got).map(inWords);
      return found.length === 0 ? { remarks } : { wrong: found.map(inWords).join("; ") };
    }
    if (found.length === 0) return { wrong: "is listed as a difference, and answers as recorded" };
    const unkept = broken(own, got, received.headers);
    return unkept.length === 0 ? {} : { wrong: `not the listed answer: ${unkept.map(inWords).join("; ")}` };
  } catch (error) {
    return { wrong: error instanceof Error ? `${error.name}: ${error.message}` : String(error) };
  }
}

function inWords({ where, want, got }: Difference): string {
  return `${where}: want ${show(want)}, got ${show(got)}`;
}

function show(value: unknown): string {
  const text = value instanceof RegExp ? String(value) : (JSON.stringify(value) ?? "nothing");
  return text.length > 400 ? `${text.slice(0, 400)}…` : text;
}
