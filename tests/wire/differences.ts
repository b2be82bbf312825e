/**
 * Where Tenon answers otherwise on purpose. Each reason is a row of the table of differences in docs/coming-from-fastapi.md; each
 * request under it says what Tenon answers instead, and is tested against that.
 */
import type { OwnAnswer } from "./compare.ts";

/** A row of the table, with the recorded requests that show it. */
export interface DifferenceOnPurpose {
  readonly reason: string;
  /** By application, by the id of the request: our own answer. */
  readonly answers: Readonly<Record<string, Readonly<Record<string, OwnAnswer>>>>;
}

/** Why one request differs, and what is answered instead. */
export interface Purpose {
  readonly reason: string;
  readonly own: OwnAnswer;
}

export const differencesOnPurpose: readonly DifferenceOnPurpose[] = [];

/** All of them, by `application:request`. */
export function purposesById(): ReadonlyMap<string, Purpose> {
  const purposes = new Map<string, Purpose>();
  for (const { reason, answers: apps } of differencesOnPurpose) {
    for (const [app, requests] of Object.entries(apps)) {
      for (const [id, own] of Object.entries(requests)) {
        if (purposes.has(`${app}:${id}`)) throw new Error(`${app}:${id} is listed twice`);
        purposes.set(`${app}:${id}`, { reason, own });
      }
    }
  }
  return purposes;
}
