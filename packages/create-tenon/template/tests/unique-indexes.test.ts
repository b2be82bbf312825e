/**
 * Unique indexes are the truth about what may be there once, so each that a caller can run into answers 409. The list of indexes is the
 * database's own: one that is in neither table below fails the first test.
 */
import { expect, test } from "vitest";
import { database } from "../app/db/base.ts";
import { inSession } from "../app/db/session.ts";
import { password, useService } from "./api/service.ts";

const service = useService();
const post = (path: string, json: object, token?: string) =>
  service.client.post(path, { json, ...(token === undefined ? {} : { token }) });
const signUp = (username: string, email: string) =>
  post("/api/v1/auth/signup", { username, email, password });

/** How a caller runs into it, and the code of the 409 that says so. */
const answered: Readonly<Record<string, { code: string; collide(): Promise<unknown[]> }>> = {
  users_username_key: {
    code: "username_taken",
    async collide() {
      await signUp("holder", "holder@example.com");
      const { token: admin } = await service.account("admin", { admin: true });
      const { token } = await service.account("renamer");
      const created = service.client.post("/api/v1/users", {
        token: admin,
        headers: { "idempotency-key": '"collides"' },
        json: { username: "Holder", email: "x@example.com", password },
      });
      const renamed = service.client.patch("/api/v1/users/me", { token, json: { username: "HOLDER" } });
      return [await signUp("HOLDER", "y@example.com"), await created, await renamed];
    },
  },
  users_verified_email_key: {
    code: "email_taken",
    async collide() {
      await signUp("slow", "wanted@example.com");
      const link = await service.linkIn("wanted@example.com");
      await signUp("quick", "Wanted@example.com");
      await post("/api/v1/auth/verify-email", { token: await service.linkIn("Wanted@example.com") });
      return [await post("/api/v1/auth/verify-email", { token: link })];
    },
  },
};

/** Those that nobody runs into, and why. */
const outOfReach: Readonly<Record<string, string>> = {
  users_pkey: "made here, at random",
  login_sessions_pkey: "made here, at random",
  audit_events_pkey: "made here, at random",
  refresh_tokens_pkey: "the hash of 256 random bits",
  mail_links_pkey: "the hash of 256 random bits",
  rate_limits_pkey: "counters are added to, not inserted twice",
  once_keys_pkey: "a second row is what it is there to refuse: once() answers false",
  idempotency_keys_user_id_operation_key_pk: "written under a lock of its own, over one that has expired",
  external_identities_pkey: "of two first sign-ins at once the later one starts over and finds the account",
};

test("every unique index of the migrations is answered with a 409, or out of a caller's reach", async () => {
  const { rows } = await inSession(await service.client.value(database), (session) =>
    session.executeSql(
      `select i.relname as name from pg_index x join pg_class i on i.oid = x.indexrelid
       where x.indisunique and i.relnamespace = 'public'::regnamespace order by 1`,
    ),
  );
  const names = (rows as { name: string }[]).map(({ name }) => name);
  expect(names).toEqual([...Object.keys(answered), ...Object.keys(outOfReach)].sort());
});

test.each(Object.entries(answered))("%s is a declared 409", async (_, { code, collide }) => {
  for (const answer of (await collide()) as Awaited<ReturnType<typeof post>>[])
    expect([answer.status, answer.json<{ code: string }>().code]).toEqual([409, code]);
});
