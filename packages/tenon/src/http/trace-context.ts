/** Which trace a request belongs to (W3C Trace Context, level 2): for logs, with or without an SDK that records traces. */
import { type Exchange, exchangeKey } from "./exchange.ts";

/** A span, by its names. */
export interface TraceContext {
  /** 32 hexadecimal digits, in lower case. */
  readonly traceId: string;
  /** 16 hexadecimal digits, in lower case. */
  readonly spanId: string;
  /** One byte; bit 0 says that the caller records this trace, bit 1 that the trace id is random. */
  readonly flags: number;
}

const version00 = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;
/** Later versions may say more behind another dash; what is known of them is the beginning. */
const laterVersion = /^(?!00|ff)[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(?:-.*)?$/;

/** Reads `traceparent`; undefined for what is not one (section 3.2 of the recommendation): the trace begins anew then. */
export function readTraceparent(header: string | undefined): TraceContext | undefined {
  if (header === undefined) return undefined;
  const [, traceId, spanId, flags] = version00.exec(header) ?? laterVersion.exec(header) ?? [];
  if (traceId === undefined || spanId === undefined || flags === undefined) return undefined;
  if (/^0+$/.test(traceId) || /^0+$/.test(spanId)) return undefined;
  return { traceId, spanId, flags: Number.parseInt(flags, 16) };
}

const own = exchangeKey<TraceContext>("tenon.trace");

/** Says which span a request is, to those who log. */
export function setTrace(exchange: Exchange, context: TraceContext): void {
  exchange.set(own, context);
}

/** The trace of a request: of its span where traces are recorded, else of its caller. */
export function traceOf(exchange: Exchange): TraceContext | undefined {
  return exchange.get(own) ?? readTraceparent(exchange.header("traceparent"));
}
