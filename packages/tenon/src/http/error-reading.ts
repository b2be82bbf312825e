/** What a client makes of an error's body, whatever shape an app gave it. */
import type { Fault } from "../contract/fault.ts";

/** The parts of an error that a typed client looks at. */
export interface ErrorReading {
  /** The word machines go by; undefined for an error without one. */
  readonly code?: string | undefined;
  /** A sentence, or any JSON value. */
  readonly detail: unknown;
  /** What the error carries. */
  readonly data?: unknown;
  /** All faults of the inputs, when that is what was wrong. */
  readonly faults?: readonly Fault[] | undefined;
}

/** Reads a body of which nothing is known. */
export function readNothing(body: unknown): ErrorReading {
  return { detail: body, data: body };
}

/** Reads a body of the default shape, `{"detail": ...}`. */
export function readDetail(body: unknown, status: number): ErrorReading {
  if (typeof body !== "object" || body === null || !("detail" in body)) return readNothing(body);
  const { detail, code, data } = body as { detail: unknown; code?: string; data?: unknown };
  if (status >= 400 && status < 500 && Array.isArray(detail) && detail.every(isFault))
    return { detail, faults: detail };
  return code === undefined ? { detail, data: body } : { detail, code, data };
}

function isFault(value: unknown): value is Fault {
  return typeof value === "object" && value !== null && "loc" in value && "type" in value;
}

/** Reads a problem of RFC 9457; the default reading of what is sent as `application/problem+json`. */
export function readProblem(body: unknown): ErrorReading {
  if (typeof body !== "object" || body === null) return readNothing(body);
  const { detail, title, code, data, errors } = body as SentProblem;
  if (Array.isArray(errors)) return { code, detail, faults: errors.map(faultOfProblem) };
  return code === undefined
    ? { detail: detail ?? title, data: data ?? body }
    : { code, detail: detail ?? title, data };
}

/** The members of a problem that are looked at. */
interface SentProblem {
  readonly title?: string;
  readonly detail?: string;
  readonly code?: string;
  readonly data?: unknown;
  readonly errors?: readonly ProblemOfFault[];
}

interface ProblemOfFault extends Omit<Fault, "msg"> {
  readonly detail: string;
  readonly pointer?: string;
}

function faultOfProblem({ detail, pointer: _pointer, ...fault }: ProblemOfFault): Fault {
  return { ...fault, msg: detail };
}
