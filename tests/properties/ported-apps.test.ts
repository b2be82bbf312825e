/**
 * The ports of the recorded apps that are about inputs: whatever a document allows never breaks them, whatever it forbids is
 * never taken, and what they answer is declared. Where Python's spellings of dates, times and UUIDs are read, the originals' documents
 * say less than the truth, and so do these: there only a breakdown counts.
 */
import { readdirSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { App } from "../../packages/tenon/src/app/app.ts";
import { throughBothDoors } from "../../packages/tenon/tests/http/doors.ts";
import { described } from "../../packages/tenon/tests/properties/described.ts";
import { disagreement } from "../../packages/tenon/tests/properties/promise.ts";
import {
  canBeMade,
  invalidRequests,
  validRequests,
} from "../../packages/tenon/tests/properties/request-values.ts";
import { runs, timeLimit } from "../../packages/tenon/tests/properties/runs.ts";

const pythonSpelling = /"format":"(?:date|date-time|time|duration|uuid|decimal)"/;

/** A function looks at the value before the schema does: these take more than their documents can say. */
const readByFunctions = new Set(["tagged", "camel"]);

const folder = new URL("../wire/apps/", import.meta.url);

for (const file of readdirSync(folder).filter((name) => /^0[1-7]_/.test(name))) {
  const port = (await import(new URL(file, folder).href)) as { readonly default: () => App };
  const app = port.default();
  const document = described(app.openapi());
  describe(file.replace(/\.ts$/, ""), () => {
    throughBothDoors("the port", (open) => {
      for (const operation of document.operations.filter(canBeMade)) {
        if (operation.id === "bytesBody") continue; // Reads its body without a contract.
        test(`${operation.id} is not broken by what its document allows`, {
          timeout: timeLimit,
        }, async () => {
          await using door = await open(app);
          await fc.assert(
            fc.asyncProperty(validRequests(document, operation), async ({ method, target, request }) => {
              const answer = await door.send(method, target, request);
              expect(answer.status, answer.text).toBeLessThan(500);
              if (answer.status < 300 || answer.status === 422)
                expect(disagreement(document, operation, answer)).toBeUndefined();
            }),
            runs(3),
          );
        });

        const invalid = invalidRequests(document, operation);
        if (invalid === undefined || readByFunctions.has(operation.id)) continue;
        test(`${operation.id} does not take what its document forbids`, { timeout: timeLimit }, async () => {
          await using door = await open(app);
          await fc.assert(
            fc.asyncProperty(invalid, async ({ method, target, request }) => {
              const answer = await door.send(method, target, request);
              expect(answer.status, answer.text).toBeLessThan(500);
              if (!pythonSpelling.test(JSON.stringify(operation.parameters)))
                expect(answer.status, answer.text).toBeGreaterThanOrEqual(400);
              if (answer.status === 422) expect(disagreement(document, operation, answer)).toBeUndefined();
            }),
            runs(3),
          );
        });
      }
    });
  });
}
