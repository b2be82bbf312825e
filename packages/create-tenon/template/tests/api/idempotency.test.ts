import { randomInt } from "node:crypto";
import { sql } from "drizzle-orm";
import { override } from "tenon";
import { expect, test } from "vitest";
import { PasswordHasher, passwordHasher } from "../../app/core/passwords.ts";
import { database } from "../../app/db/base.ts";
import { inSession, type Session } from "../../app/db/session.ts";
import { idempotencyKeys as table } from "../../app/models/idempotency-key.ts";
import { IdempotencyKeys } from "../../app/services/idempotency-keys.ts";
import { quickPasswords } from "../quick-passwords.ts";
import { password, useService } from "./service.ts";

let hashing: Promise<void> | undefined;
let inHash = 0;
/** Hashing that waits for the test, where it asks for that. */
class HeldPasswords extends PasswordHasher {
  override async hash(text: string) {
    inHash += 1;
    await hashing;
    return quickPasswords.hash(text);
  }
}
const held = new HeldPasswords({ memory: 8, passes: 1, parallelism: 1 });

const service = useService([override(passwordHasher, () => held)]);
const newUser = (username: string) => ({ username, email: `${username}@example.com`, password });

/** Creates a user under a key, given as it stands in the header. */
async function create(token: string, key: string | undefined, json: object) {
  const headers = key === undefined ? {} : { "idempotency-key": key };
  const answer = await service.client.post("/api/v1/users", { token, json, headers });
  const body = answer.json<{ id?: string; code?: string }>();
  return { status: answer.status, headers: answer.headers, body, code: body.code };
}

async function inDatabase<T>(run: (session: Session) => Promise<T>): Promise<T> {
  return inSession(await service.client.value(database), run);
}

const rows = (condition = sql`true`) =>
  inDatabase((session) => session.orm.select().from(table).where(condition));

test("a repetition gets the first answer, and nothing is done twice", async () => {
  const { token } = await service.account("repeater", { admin: true });
  const first = await create(token, '"once"', newUser("made"));
  const again = await create(token, '"once"', newUser("made"));
  expect([first.status, first.headers.get("idempotent-replayed")]).toEqual([201, null]);
  expect([again.status, again.headers.get("idempotent-replayed")]).toEqual([201, "true"]);
  expect(again.body).toEqual(first.body);
  expect(again.headers.get("content-type")).toBe(first.headers.get("content-type"));
  expect(await service.auditOf(first.body.id ?? "")).toEqual(["account_created"]);
  // What was answered holds no secret.
  expect(JSON.stringify(await rows())).not.toContain(password);
});

test("another request under the same key is a 422; a key is its caller's own", async () => {
  const { token } = await service.account("reuser", { admin: true });
  const { token: other } = await service.account("neighbour", { admin: true });
  expect((await create(token, '"mine"', newUser("mine"))).status).toBe(201);
  const reused = await create(token, '"mine"', newUser("other"));
  expect([reused.status, reused.code]).toEqual([422, "idempotency_key_reused"]);
  expect(reused.headers.get("link")).toBe('</docs>; rel="describedby"; type="text/html"');
  const theirs = await create(other, '"mine"', newUser("theirs"));
  expect([theirs.status, theirs.headers.get("idempotent-replayed")]).toEqual([201, null]);
});

test.each([
  [undefined, "idempotency_key_missing"],
  ["8e03978e-40d5-43dd-bc93-6894a57f9324", "idempotency_key_invalid"],
  ['""', "idempotency_key_invalid"],
  ['"a", "b"', "idempotency_key_invalid"],
  ['"é"', "idempotency_key_invalid"],
  [`"${"k".repeat(256)}"`, "idempotency_key_invalid"],
])("the key %s is a 400", async (key, code) => {
  const { token } = await service.account(`keyless-${randomInt(1e9)}`, { admin: true });
  const answer = await create(token, key, {});
  expect([answer.status, answer.code]).toEqual([400, code]);
  expect(answer.headers.get("link")).toContain("describedby");
});

test("what is wrong with the rest is said as everywhere, and who may not call learns nothing", async () => {
  const { token } = await service.account("careless", { admin: true });
  const { token: reader } = await service.account("nobody");
  const key = `"${"k".repeat(255)}"`;
  expect((await create(token, key, { username: "x" })).status).toBe(422);
  expect((await create(reader, undefined, {})).status).toBe(403);
  expect((await create(token, key, newUser("careful"))).status).toBe(201);
});

test("of two at once one writes and the other is told to wait, even where the first one lets go to hash", async () => {
  const { token } = await service.account("twice", { admin: true });
  const gate = Promise.withResolvers<void>();
  [hashing, inHash] = [gate.promise, 0];
  const first = create(token, '"at once"', newUser("at-once"));
  await expect.poll(() => inHash, { timeout: 20_000 }).toBe(1);
  const second = create(token, '"at once"', newUser("at-once"));
  await expect.poll(() => inHash, { timeout: 20_000 }).toBe(2);
  hashing = undefined;
  gate.resolve();
  const answers = await Promise.all([first, second]);
  expect(answers.map(({ status, code }) => [status, code]).sort()).toEqual([
    [201, undefined],
    [409, "idempotency_key_in_use"],
  ]);
  const later = await create(token, '"at once"', newUser("at-once"));
  expect([later.status, later.body]).toEqual([201, answers.find(({ status }) => status === 201)?.body]);
});

test("twenty at once make one user, and all that is answered is that one", async () => {
  const { token } = await service.account("many", { admin: true });
  const answers = await Promise.all(
    Array.from({ length: 20 }, () => create(token, '"twenty"', newUser("only-one"))),
  );
  const made = answers.filter(({ status }) => status === 201);
  expect(new Set(made.map(({ body }) => body.id)).size).toBe(1);
  expect(made.filter(({ headers }) => headers.get("idempotent-replayed") === null)).toHaveLength(1);
  const others = answers.filter(({ status }) => status !== 201);
  expect(new Set(others.map(({ code }) => code)).difference(new Set(["idempotency_key_in_use"]))).toEqual(
    new Set(),
  );
  expect(await rows(sql`key = 'twenty'`)).toHaveLength(1);
  expect(await service.auditOf(made[0]?.body.id ?? "")).toEqual(["account_created"]);
});

test("an error leaves the key free", async () => {
  const { token } = await service.account("unlucky", { admin: true });
  const { token: holder } = await service.account("wanted");
  const refused = await create(token, '"second try"', newUser("wanted"));
  expect([refused.status, refused.code]).toEqual([409, "username_taken"]);
  await service.client.patch("/api/v1/users/me", { token: holder, json: { username: "given-up" } });
  expect((await create(token, '"second try"', newUser("wanted"))).status).toBe(201);
});

test("a transaction that dies after the answer was kept leaves nothing, and its key free", async () => {
  const { user } = await service.account("dying", { admin: true });
  const request = { userId: user.id, operation: "it", key: "k", fingerprint: "f" };
  const answer = { status: 201, headers: [], body: "{}" };
  const attempt = (fails: boolean) =>
    inDatabase(async (session) => {
      const keys = new IdempotencyKeys(session, 1);
      const before = await keys.claim(request);
      await keys.keep(request, answer);
      if (fails) throw new Error("crashed");
      return before;
    });
  await expect(attempt(true)).rejects.toThrow("crashed");
  expect(await attempt(false)).toBeUndefined();
  expect(await attempt(false)).toMatchObject(answer);
});

test("a key that has expired is a new one", async () => {
  const { token } = await service.account("latecomer", { admin: true });
  expect((await create(token, '"old"', newUser("early"))).status).toBe(201);
  const [row] = await rows(sql`key = 'old'`);
  const hours = (Number(row?.expiresAt) - Number(row?.createdAt)) / 3_600_000;
  expect(Math.round(hours)).toBe(24);
  await inDatabase((session) =>
    session.executeSql("update idempotency_keys set expires_at = now() where key = 'old'"),
  );
  const late = await create(token, '"old"', newUser("late"));
  expect([late.status, late.headers.get("idempotent-replayed")]).toEqual([201, null]);
  expect((await create(token, '"old"', newUser("late"))).body).toEqual(late.body);
});

test("the document says all of it", async () => {
  const document = (await service.client.get("/openapi.json")).json<{
    paths: Record<string, { post?: { parameters: object[]; responses: Record<string, object> } }>;
  }>();
  const operation = document.paths["/api/v1/users"]?.post;
  expect(operation?.parameters).toContainEqual(
    expect.objectContaining({ in: "header", name: "idempotency-key", required: true }),
  );
  const answers = (status: number) => JSON.stringify(operation?.responses[status]);
  expect(answers(400)).toContain("IdempotencyKeyMissingError");
  expect(answers(400)).toContain("IdempotencyKeyInvalidError");
  expect(answers(409)).toContain("IdempotencyKeyInUseError");
  expect(answers(422)).toContain("IdempotencyKeyReusedError");
});
