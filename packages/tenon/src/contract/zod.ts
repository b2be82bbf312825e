/**
 * The adapter for Zod 4: compiled where code generation is allowed (`z.compile` falls back to the plain schema by itself),
 * synchronous unless a refinement turns out to be asynchronous.
 */
import type { StandardSchemaV1 } from "@standard-schema/spec";
import * as z from "zod";
import type { Adapter, Run } from "./adapter.ts";
import type { Schema } from "./schema.ts";
import { zodFindings } from "./zod-findings.ts";
import { zodJson } from "./zod-json.ts";
import type { Node } from "./zod-node.ts";
import { type PlainFinding, plainLook } from "./zod-plain.ts";
import { type Turned, wireward } from "./zod-wire.ts";

/** Whether a schema is one of Zod 4's, the classic or the mini kind. */
export function isZod(schema: Schema): schema is Schema & Node {
  return "_zod" in schema && schema["~standard"].vendor === "zod";
}

/** The adapter of a Zod schema. */
export function zodAdapter(schema: Node, where: string): Adapter {
  let turned: Turned | undefined;
  const outward = (): Turned => (turned ??= wireward(schema, where));
  const decode = runner(schema);
  return {
    inputJson: () => zodJson(schema, "input", where),
    outputJson: () => {
      const { schema: wire, origin } = outward();
      return zodJson(wire, "output", where, origin);
    },
    decode,
    encoder: () => (outward().schema === schema ? decode : runner(outward().schema)),
    // Zod's issues are Standard Schema issues with more to them; where they are ours, they are findings already.
    findings: (issues, input) =>
      issues instanceof PlainFindings
        ? issues
        : zodFindings(schema, issues as readonly z.core.$ZodIssue[], input),
  };
}

/** What `zod-plain.ts` has found, in place of Zod's issues. */
class PlainFindings extends Array<PlainFinding> {}

/** Stands where Zod would make an error, whose parts nobody here asks for: the issues are all that is read. */
class FoundIssues {
  readonly issues: readonly StandardSchemaV1.Issue[];

  constructor(issues: readonly StandardSchemaV1.Issue[]) {
    this.issues = issues;
  }
}

const found = FoundIssues as unknown as z.core.$ZodErrorClass;
const parse = z.core._safeParse(found);
const parseLater = z.core._safeParseAsync(found);

function runner(schema: Node): Run {
  const parseOnce = compiled(schema);
  let asynchronous = false;
  const later: Run = async (value) => {
    const result = await parseLater(schema, value);
    return result.success ? { value: result.data } : { issues: result.error.issues };
  };
  return (value) => {
    if (asynchronous) return later(value);
    try {
      const result = parseOnce(value);
      return result instanceof FoundIssues ? result : { value: result };
    } catch (error) {
      // Zod says so itself, or (an asynchronous codec in an object) trips over the promise.
      if (error instanceof z.core.$ZodAsyncError) asynchronous = true;
      else if (!(error instanceof TypeError)) throw error;
      return later(value);
    }
  };
}

/**
 * The value, or what is wrong with it. A compiled schema's `parse` is the generated code itself; where that finds a fault it
 * asks the `parse` of the schema it was made from, which is ours here, and does not ask Zod's where it can tell by itself.
 *
 * The first value is interpreted: many a schema of a large app is asked once at start-up and then never again.
 */
function compiled(schema: Node): (value: unknown) => unknown {
  const interpreted = (value: unknown): unknown => {
    const result = parse(schema, value);
    return result.success ? result.data : result.error;
  };
  const explained = explainer(schema, interpreted);
  // Somebody compiles every schema of the process by himself.
  if (Object.hasOwn(schema._zod.run, "__originalRun")) return interpreted;
  let asked = false;
  let run = (value: unknown): unknown => {
    if (asked) {
      const source = Object.create(schema, { parse: { value: explained } }) as z.ZodType;
      const fast = z.compile(source);
      // Left as it was where code cannot be generated.
      run = fast === source ? interpreted : (next) => fast.parse(next);
      return run(value);
    }
    asked = true;
    return interpreted(value);
  };
  return (value) => run(value);
}

/** What is wrong with a value that was refused; told by Zod where that is not plain. */
function explainer(schema: Node, interpreted: (value: unknown) => unknown): (value: unknown) => unknown {
  const look = plainLook(schema);
  if (look === undefined) return interpreted;
  return (value) => {
    // Somebody has words of his own for everything.
    if (z.config().customError !== undefined) return interpreted(value);
    const findings = new PlainFindings();
    try {
      look(value, [], findings);
    } catch (error) {
      // An asynchronous part, or one that trips over its promise: `interpreted` meets the same, and says so.
      if (!(error instanceof z.core.$ZodAsyncError) && !(error instanceof TypeError)) throw error;
      return interpreted(value);
    }
    return findings.length === 0 ? interpreted(value) : new FoundIssues(findings);
  };
}
