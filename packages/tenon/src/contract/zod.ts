/**
 * The adapter for Zod 4: compiled where code generation is allowed (`z.compile` falls back to the plain schema by itself),
 * synchronous unless a refinement turns out to be asynchronous.
 */
import * as z from "zod";
import type { Adapter, Run } from "./adapter.ts";
import type { Schema } from "./schema.ts";
import { withoutStack } from "./without-stack.ts";
import { zodFindings } from "./zod-findings.ts";
import { zodJson } from "./zod-json.ts";
import type { Node } from "./zod-node.ts";
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
    // Zod's issues are Standard Schema issues with more to them.
    findings: (issues, input) => zodFindings(schema, issues as readonly z.core.$ZodIssue[], input),
  };
}

/** Zod makes its error when it is read. */
function issuesOf(result: z.ZodSafeParseError<unknown>): readonly z.core.$ZodIssue[] {
  return withoutStack(() => result.error.issues);
}

function runner(schema: Node): Run {
  const compiled = z.compile(schema as z.ZodType);
  let asynchronous = false;
  const later: Run = async (value) => {
    const result = await z.safeParseAsync(compiled, value);
    return result.success ? { value: result.data } : { issues: result.error.issues };
  };
  return (value) => {
    if (asynchronous) return later(value);
    try {
      // The compiled schema's own method is the quick way; the Mini flavour has one only when compiled.
      const result =
        typeof compiled.safeParse === "function" ? compiled.safeParse(value) : z.safeParse(compiled, value);
      return result.success ? { value: result.data } : { issues: issuesOf(result) };
    } catch (error) {
      // Zod says so itself, or (an asynchronous codec in an object) trips over the promise.
      if (error instanceof z.core.$ZodAsyncError) asynchronous = true;
      else if (!(error instanceof TypeError)) throw error;
      return later(value);
    }
  };
}
