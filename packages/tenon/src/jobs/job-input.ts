/** A job's input on its way into the database and back: written on the wire side of its schema, validated both times. */
import type { StandardSchemaV1 } from "@standard-schema/spec";
import { requestContract, responseContract } from "../contract/contract.ts";
import type { Fault } from "../contract/fault.ts";
import { StartError } from "../depends/start-error.ts";
import type { Job } from "./job.ts";

/** What is stored of a job: the input in an object of its own, so that a text or a list is one, too. */
export interface StoredInput {
  readonly input?: unknown;
}

/** The input of a job does not fit its schema: a mistake of whoever sends it, or a job from before the schema changed. */
export class JobInputError extends Error {
  override readonly name = "JobInputError";
  readonly job: string;
  readonly faults: readonly Fault[];

  constructor(job: string, faults: readonly Fault[]) {
    const list = faults.map(({ loc, msg }) => `${loc.join(".")}: ${msg}`).join("; ");
    super(`The input of the job ${job} does not fit its schema: ${list}`);
    this.job = job;
    this.faults = faults;
  }
}

/**
 * The stored form of an input.
 * @throws {JobInputError}
 */
export async function storedInput(job: Job, input: unknown): Promise<StoredInput> {
  const { name, needs } = job;
  if (needs.input === undefined) {
    if (input === undefined) return {};
    throw new JobInputError(name, [unexpected]);
  }
  const contract = responseContract(needs.input, `job ${name}: input`);
  const result = await contract.encode(input);
  if (result.issues !== undefined)
    throw new JobInputError(name, contract.faults(result.issues, ["input"], input, false));
  return { input: result.value };
}

/**
 * The input a stored job runs with.
 * @throws {JobInputError}
 */
export async function readInput({ name, needs }: Job, stored: unknown): Promise<unknown> {
  const wire = typeof stored === "object" && stored !== null ? (stored as StoredInput).input : undefined;
  if (needs.input === undefined) {
    if (wire === undefined) return undefined;
    throw new JobInputError(name, [unexpected]);
  }
  const contract = requestContract(needs.input, `job ${name}: input`);
  const result: StandardSchemaV1.Result<unknown> = await contract.decode(wire);
  if (result.issues !== undefined)
    throw new JobInputError(name, contract.faults(result.issues, ["input"], wire, false));
  return result.value;
}

/**
 * Looks at start-up whether an input can be stored and read again.
 * @throws {StartError} naming the job
 */
export function checkInput({ name, needs }: Job): void {
  if (needs.input !== undefined) {
    responseContract(needs.input, `job ${name}: input`);
    requestContract(needs.input, `job ${name}: input`);
  } else if (needs.schedule?.input !== undefined) {
    throw new StartError(
      `The job ${name} is scheduled with an input and declares none: give it an \`input\`.`,
    );
  }
}

const unexpected: Fault = { type: "extra_forbidden", loc: ["input"], msg: "This job takes no input" };
