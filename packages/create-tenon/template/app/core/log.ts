/** The log: JSON lines for machines; `tenon dev` writes them for people. */
import { type Logger, pino } from "pino";
import { traceFields } from "tenon/tracing";
import type { LogLevel } from "./config.ts";

/** Fields that are never written, wherever somebody puts them by mistake. */
const secrets = [
  "password",
  "token",
  "secret",
  "authorization",
  "cookie",
  "access_token",
  "refresh_token",
  "client_secret",
  "code",
];

/** Makes the logger of the service: each line carries the trace that it belongs to. */
export function serviceLogger(level: LogLevel): Logger {
  return pino({
    level,
    mixin: traceFields,
    redact: { paths: secrets.flatMap((name) => [`*.${name}`, `*.*.${name}`]), censor: "[redacted]" },
  });
}
