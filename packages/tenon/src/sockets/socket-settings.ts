/** The settings of a socket, complete: its own, else the app's, else the defaults. */
import { StartError } from "../depends/start-error.ts";
import type { SocketSettings } from "../routing/socket-route.ts";

/** Settings with nothing left open. */
export type CompleteSocketSettings = Required<SocketSettings>;

const defaults: CompleteSocketSettings = {
  origins: [],
  messageLimit: 1_048_576,
  bufferLimit: 4_194_304,
  pingInterval: 30_000,
  closeTimeout: 5_000,
};

/**
 * Fills in what a socket does not say.
 * @throws {StartError} for a number that is none
 */
export function completeSocketSettings(
  own: SocketSettings,
  common: SocketSettings,
  socket: string,
): CompleteSocketSettings {
  const complete = {
    origins: own.origins ?? common.origins ?? defaults.origins,
    messageLimit: own.messageLimit ?? common.messageLimit ?? defaults.messageLimit,
    bufferLimit: own.bufferLimit ?? common.bufferLimit ?? defaults.bufferLimit,
    pingInterval: own.pingInterval ?? common.pingInterval ?? defaults.pingInterval,
    closeTimeout: own.closeTimeout ?? common.closeTimeout ?? defaults.closeTimeout,
  };
  for (const [name, least, unit] of numbers) {
    const value = complete[name];
    if (!Number.isSafeInteger(value) || value < least || value > 2_147_483_647) {
      throw new StartError(`${socket}: ${name} is a whole number of ${unit} from ${least} on, not ${value}.`);
    }
  }
  return complete;
}

const numbers = [
  ["messageLimit", 1, "bytes"],
  ["bufferLimit", 1, "bytes"],
  ["pingInterval", 0, "milliseconds"],
  ["closeTimeout", 1, "milliseconds"],
] as const;
