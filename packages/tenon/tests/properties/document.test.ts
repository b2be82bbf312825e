/**
 * What a document promises holds: requests made from it are taken, requests that it forbids are refused in the agreed shape, and
 * answers are what it says.
 */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { throughBothDoors } from "../http/doors.ts";
import { contractRich } from "./contract-rich.ts";
import { described } from "./described.ts";
import { disagreement } from "./promise.ts";
import { invalidRequests, validRequests } from "./request-values.ts";
import { runs, timeLimit } from "./runs.ts";

const document = described(contractRich.openapi());

throughBothDoors("an app rich in contracts", (open) => {
  for (const operation of document.operations) {
    describe(operation.id, () => {
      test("takes what its document allows, and answers as it says", { timeout: timeLimit }, async () => {
        await using door = await open(contractRich);
        await fc.assert(
          fc.asyncProperty(validRequests(document, operation), async ({ method, target, request }) => {
            const answer = await door.send(method, target, request);
            expect(disagreement(document, operation, answer)).toBeUndefined();
            expect(answer.status, answer.text).toBeLessThan(300);
          }),
          runs(15),
        );
      });

      const invalid = invalidRequests(document, operation);
      if (invalid === undefined) return;
      test("refuses what its document forbids", { timeout: timeLimit }, async () => {
        await using door = await open(contractRich);
        await fc.assert(
          fc.asyncProperty(invalid, async ({ method, target, request }) => {
            const answer = await door.send(method, target, request);
            expect(answer.status, answer.text).toBe(422);
            expect(disagreement(document, operation, answer)).toBeUndefined();
          }),
          runs(15),
        );
      });
    });
  }
});
