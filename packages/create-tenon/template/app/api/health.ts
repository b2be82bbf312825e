/** Health: alive is the process, ready is what it needs. An orchestrator restarts for the one and waits for the other. */
import { get, HttpError, open, router } from "tenon";
import { z } from "zod";
import { database } from "../db/base.ts";

const Health = z.object({ status: z.literal("ok") }).meta({ id: "Health" });

/** A database that takes longer than this, in milliseconds, is of no use to a request. */
const patience = 2000;

export const health = router(
  { prefix: "/health", tags: ["health"] },
  {
    live: get("/live", open({ summary: "Is the process alive?", response: Health }), () => ({
      status: "ok" as const,
    })),

    ready: get(
      "/ready",
      open({ summary: "Can it serve requests?", response: Health, depends: { database } }),
      async ({ database }) => {
        try {
          await within(patience, database.ping());
        } catch (cause) {
          throw new HttpError(503, "The database does not answer", {
            cause,
            headers: { "retry-after": "5" },
          });
        }
        return { status: "ok" };
      },
    ),
  },
);

async function within<T>(milliseconds: number, work: Promise<T>): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`No answer within ${milliseconds} ms`)), milliseconds);
  try {
    return await Promise.race([work, promise]);
  } finally {
    clearTimeout(timer);
  }
}
