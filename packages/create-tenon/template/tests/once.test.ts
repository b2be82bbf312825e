import { expect, test } from "vitest";
import { database } from "../app/db/base.ts";
import { inSession } from "../app/db/session.ts";
import { onceIn } from "../app/services/once.ts";
import { useService } from "./api/service.ts";

const service = useService();

/** Asks in a session of its own, which goes on to do something. */
async function asking(key: string, then: () => unknown = () => undefined): Promise<boolean> {
  return inSession(await service.client.value(database), async (session) => {
    const first = await onceIn(session)(key);
    await then();
    return first;
  });
}

test("once is true once, and true again where the effect was rolled back", async () => {
  const crash = () => {
    throw new Error("crashed");
  };
  await expect(asking("effect", crash)).rejects.toThrow("crashed");
  expect([await asking("effect"), await asking("effect"), await asking("another")]).toEqual([
    true,
    false,
    true,
  ]);
});

test("once is true for one of many at once", async () => {
  const answers = await Promise.all(Array.from({ length: 10 }, () => asking("at once")));
  expect(answers.filter(Boolean)).toHaveLength(1);
});

test("a job whose end was not written down runs again, and its effect stays one", async () => {
  const { user } = await service.account("forgetful", { verified: true });
  const asked = { json: { email: "forgetful@example.com" } };
  expect((await service.client.post("/api/v1/auth/forgot-password", asked)).status).toBe(202);
  expect((await service.client.jobs.drain()).completed).toEqual(["password-reset", "send-mail"]);
  // As the queue stands when a worker dies between its commit and its note of it.
  await inSession(await service.client.value(database), (session) =>
    session.executeSql(
      "update pgboss.job set state = 'retry', completed_on = null, start_after = now() where name = 'password-reset'",
    ),
  );
  expect((await service.client.jobs.drain()).completed).toEqual(["password-reset"]);
  expect(service.mails).toHaveLength(1);
  const requested = (await service.auditOf(user.id)).filter((event) => event === "password_reset_requested");
  expect(requested).toHaveLength(1);
});
