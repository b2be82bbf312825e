/** The logger of an app that brings none: pino, one JSON line for each event, on standard output. */
import { pino } from "pino";
import type { Logger } from "../http/logger.ts";

/** Makes it. */
export function defaultLogger(): Logger {
  return pino({ level: "info" });
}
