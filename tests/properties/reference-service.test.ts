/**
 * The reference service and its own document: what the document allows never breaks it and is answered as declared, what the document
 * forbids is refused in the agreed shape. An administrator asks, who is let in everywhere, and somebody without a token.
 */
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import app from "../../packages/create-tenon/template/app/main.ts";
import { useService } from "../../packages/create-tenon/template/tests/api/service.ts";
import { described, type Json } from "../../packages/tenon/tests/properties/described.ts";
import { disagreement } from "../../packages/tenon/tests/properties/promise.ts";
import {
  canBeMade,
  invalidRequests,
  type Made,
  validRequests,
} from "../../packages/tenon/tests/properties/request-values.ts";
import { runs, timeLimit } from "../../packages/tenon/tests/properties/runs.ts";

const document = described(app.openapi());
const refusal: Json = { type: "object", properties: { detail: {} }, required: ["detail"] };
/** RFC 6749, 5.2. */
const tokenRefusal: Json = { type: "object", properties: { error: { type: "string" } }, required: ["error"] };

const isRefusal = (value: unknown): boolean =>
  [refusal, tokenRefusal].some((shape) => document.fits(shape, value));

const service = useService();
let administrator = "";
beforeAll(async () => {
  administrator = (await service.account("administrator", { admin: true })).token;
});

function send({ method, target, request }: Made, token?: string) {
  const by = method.toLowerCase() as "get" | "post" | "put" | "patch" | "delete";
  return service.client[by](target, token === undefined ? request : { ...request, token });
}

describe.each(document.operations.filter(canBeMade).map((operation) => [operation.id, operation] as const))(
  "%s",
  (_id, operation) => {
    const invalid = invalidRequests(document, operation);

    test("is not broken by what its document allows", { timeout: timeLimit }, async () => {
      await fc.assert(
        fc.asyncProperty(validRequests(document, operation), fc.boolean(), async (made, known) => {
          const answer = await send(made, known ? administrator : undefined);
          expect(answer.status, answer.text).toBeLessThan(500);
          // Token endpoints refuse in OAuth's own shape, which no operation of ours declares.
          if (answer.status >= 400 && /^v1\.auth\.(token|revoke)$/.test(operation.id))
            expect(isRefusal(answer.json()), answer.text).toBe(true);
          else expect(disagreement(document, operation, answer)).toBeUndefined();
        }),
        runs(10),
      );
    });

    test.skipIf(invalid === undefined)(
      "refuses what its document forbids, in the agreed shape",
      {
        timeout: timeLimit,
      },
      async () => {
        await fc.assert(
          fc.asyncProperty(invalid as fc.Arbitrary<Made>, fc.boolean(), async (made, known) => {
            const answer = await send(made, known ? administrator : undefined);
            expect(answer.status, answer.text).toBeGreaterThanOrEqual(400);
            expect(answer.status, answer.text).toBeLessThan(500);
            expect(isRefusal(answer.json()), answer.text).toBe(true);
          }),
          runs(10),
        );
      },
    );
  },
);
