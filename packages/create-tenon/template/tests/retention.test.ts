import { sql } from "drizzle-orm";
import { JobQueue } from "tenon/jobs";
import { expect, test } from "vitest";
import { database } from "../app/db/base.ts";
import { inSession, type Session } from "../app/db/session.ts";
import { purge } from "../app/jobs/purge.ts";
import { engine } from "../app/jobs/queue.ts";
import { auditEvents } from "../app/models/audit-event.ts";
import { idempotencyKeys } from "../app/models/idempotency-key.ts";
import { loginSessions, refreshTokens } from "../app/models/login-session.ts";
import { mailLinks } from "../app/models/mail-link.ts";
import { onceKeys } from "../app/models/once-key.ts";
import { useService } from "./api/service.ts";

const service = useService();
const inDatabase = async <T>(run: (session: Session) => Promise<T>): Promise<T> =>
  inSession(await service.client.value(database), run);
const ago = (days: number) => new Date(Date.now() - days * 86_400_000);
const ahead = ago(-1);

test("the nightly job removes what is over, whole batches of it, and nothing else", async () => {
  const { user, token } = await service.account("keeper", { admin: true });
  const userId = user.id;
  const expected = await inDatabase(async ({ orm }) => {
    const session = (values: object) => ({ userId, expiresAt: ahead, ...values });
    const [ended, over, justEnded, alive] = await orm
      .insert(loginSessions)
      .values([
        session({ endedAt: ago(8) }),
        session({ expiresAt: ago(8) }),
        session({ endedAt: ago(1) }),
        session({}),
      ])
      .returning({ id: loginSessions.id });
    const refresh = (hash: string, sessionId = "", expiresAt = ahead) => ({ hash, sessionId, expiresAt });
    await orm
      .insert(refreshTokens)
      .values([
        refresh("of an ended session", ended?.id),
        refresh("of one that is over", over?.id),
        refresh("of one that has just ended", justEnded?.id),
        refresh("expired", alive?.id, ago(0.1)),
        { ...refresh("spent, not expired", alive?.id), usedAt: ago(1) },
      ]);
    const link = (hash: string, expiresAt: Date) => ({
      ...{ hash, userId, expiresAt },
      purpose: "verify_email" as const,
      email: "keeper@example.com",
    });
    await orm.insert(mailLinks).values([link("over", ago(0.1)), link("good", ahead)]);
    const key = (name: string, expiresAt: Date) => ({
      ...{ userId, operation: "it", key: name, fingerprint: "f" },
      ...{ status: 201, headers: [], body: null, expiresAt },
    });
    await orm.insert(idempotencyKeys).values([key("over", ago(0.1)), key("good", ahead)]);
    await orm.insert(onceKeys).values([
      { key: "old", createdAt: ago(91) },
      { key: "young", createdAt: ago(89) },
    ]);
    await orm.execute(
      sql`insert into audit_events (id, event, at) select gen_random_uuid(), 'old', now() - interval '366 days' from generate_series(1, 2500)`,
    );
    await orm.insert(auditEvents).values({ event: "young", at: ago(364) });
    return alive?.id;
  });

  await new JobQueue(await service.client.value(engine)).send(purge);
  expect(await service.client.jobs.drain()).toEqual({ completed: ["purge"], failed: [] });

  await inDatabase(async ({ orm }) => {
    const tokens = await orm.select({ hash: refreshTokens.hash }).from(refreshTokens);
    const made = ["of one that has just ended", "spent, not expired"];
    const gone = ["of an ended session", "of one that is over", "expired"];
    const hashes = tokens.map(({ hash }) => hash);
    expect(hashes).toEqual(expect.arrayContaining(made));
    for (const hash of gone) expect(hashes).not.toContain(hash);
    const sessions = await orm.select({ id: loginSessions.id }).from(loginSessions);
    // The one just ended, the one alive, and the administrator's own.
    expect(sessions).toHaveLength(3);
    expect(sessions.map(({ id }) => id)).toContain(expected);
    expect((await orm.select().from(mailLinks)).map(({ hash }) => hash)).toEqual(["good"]);
    expect((await orm.select().from(idempotencyKeys)).map((row) => row.key)).toEqual(["good"]);
    expect((await orm.select().from(onceKeys)).map((row) => row.key)).toEqual(["young"]);
    const events = (await orm.select().from(auditEvents)).map(({ event }) => event);
    expect(events).toContain("young");
    expect(events).not.toContain("old");
  });
  expect((await service.client.get("/api/v1/users/me", { token })).status).toBe(200);
});

test("it is sent by the clock, once over all processes", () => {
  expect([purge.needs.schedule?.cron, purge.needs.singleton]).toEqual(["17 3 * * *", "drop"]);
});
