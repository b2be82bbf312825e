/** What administrators do: lists by cursor and offset, filters, sorts; roles, disabling; the audit trail. */
import { beforeAll, expect, test } from "vitest";
import { password, useService } from "./service.ts";

const service = useService();
interface Row {
  readonly id: string;
  readonly username: string;
}
interface Listed {
  readonly items: Row[];
  readonly total: number;
  readonly nextCursor: string | null;
}
let token: string;
let adminId: string;

beforeAll(async () => {
  const admin = await service.account("Root", { admin: true });
  token = admin.token;
  adminId = admin.user.id;
  for (const name of ["delta", "Alpha", "charlie", "Bravo"]) await service.account(name);
});

const list = (query: string) => service.client.get(`/api/v1/users?${query}`, { token });
const names = async (query: string) =>
  (await list(query)).json<Listed>().items.map(({ username }) => username);
const change = (id: string, json: object, as = token) =>
  service.client.patch(`/api/v1/users/${id}`, { token: as, json });
const me = async (as: string) => (await service.client.get("/api/v1/users/me", { token: as })).status;

test.each(["createdAt", "-createdAt", "username", "-username", "email", "-email"])(
  "a list sorted by %s comes whole by cursors, and as by offsets",
  async (sort) => {
    const whole = await names(`sort=${sort}&limit=100`);
    const byCursor: string[] = [];
    let cursor = "";
    do {
      const page = (await list(`sort=${sort}&limit=2${cursor && `&cursor=${cursor}`}`)).json<Listed>();
      expect(page.total).toBe(whole.length);
      byCursor.push(...page.items.map(({ username }) => username));
      cursor = page.nextCursor ?? "";
    } while (cursor !== "");
    expect(byCursor).toEqual(whole);
    const byOffset = [...(await names(`sort=${sort}&limit=3`)), ...(await names(`sort=${sort}&offset=3`))];
    expect(byOffset).toEqual(whole);
  },
);

test("names are sorted whatever their case", async () => {
  expect(await names("sort=username&limit=100")).toEqual(["Alpha", "Bravo", "charlie", "delta", "Root"]);
  expect(await names("sort=-username&limit=2")).toEqual(["Root", "delta"]);
});

test("filters leave what fits, and patterns are text", async () => {
  expect(await names("role=admin")).toEqual(["Root"]);
  expect(await names("emailVerified=true")).toEqual(["Root"]);
  expect(await names("search=LPH")).toEqual(["Alpha"]);
  expect(await names("search=%25")).toEqual([]);
  expect(await names("search=%00")).toEqual([]);
  expect(await names("isActive=false")).toEqual([]);
});

test.each(["sort=passwordHash", "sort=id;drop", "role=king", "limit=1000"])(
  "%s is refused",
  async (query) => {
    expect((await list(query)).status).toBe(422);
  },
);

test("a cursor of another list, garbled, or beside an offset is a declared 400", async () => {
  const { nextCursor } = (await list("limit=1")).json<Listed>();
  const forged = Buffer.from('["createdAt","x","y"]').toString("base64url");
  for (const query of [
    `sort=username&cursor=${nextCursor}`,
    `offset=1&cursor=${nextCursor}`,
    "cursor=garbage",
    `cursor=${forged}`,
  ]) {
    const answer = await list(query);
    expect([answer.status, answer.json<{ code: string }>().code]).toEqual([400, "cursor_invalid"]);
  }
});

test("a change of roles works on the next request, both ways, and is in the audit trail", async () => {
  const { user, token: theirs } = await service.account("promoted");
  expect((await change(user.id, { roles: ["admin"] })).json()).toMatchObject({ roles: ["admin"] });
  const promoted = await service.tokenFor("promoted");
  const read = async (as: string) => (await service.client.get("/api/v1/users", { token: as })).status;
  // The old token was never granted the scope; a new sign-in is.
  expect([await read(theirs), await read(promoted)]).toEqual([403, 200]);
  expect((await change(user.id, { roles: [] })).status).toBe(200);
  expect(await read(promoted)).toBe(403);
  const events = await service.client.get(`/api/v1/audit-events?userId=${user.id}&event=roles_changed`, {
    token,
  });
  expect(events.json()).toMatchObject([
    { event: "roles_changed", actorId: adminId, details: { from: ["admin"], to: [] } },
    { event: "roles_changed", actorId: adminId, details: { from: [], to: ["admin"] } },
  ]);
});

test("a disabled account is out at once, and comes back when it is enabled", async () => {
  const { user, token: theirs } = await service.account("disabled");
  expect((await change(user.id, { isActive: false })).json()).toMatchObject({ isActive: false });
  expect(await me(theirs)).toBe(401);
  const form = { grant_type: "password", username: "disabled", password };
  expect((await service.client.post("/api/v1/auth/token", { form })).status).toBe(400);
  expect((await change(user.id, { isActive: true })).status).toBe(200);
  // What was ended stays ended.
  expect(await me(theirs)).toBe(401);
  expect((await service.client.post("/api/v1/auth/token", { form })).status).toBe(200);
});

test("the last administrator stays one", async () => {
  for (const json of [{ roles: [] }, { isActive: false }]) {
    const answer = await change(adminId, json);
    expect([answer.status, answer.json<{ code: string }>().code]).toEqual([409, "last_admin"]);
  }
  const leave = await service.client.post("/api/v1/users/me/delete", {
    token,
    json: { currentPassword: password },
  });
  expect(leave.status).toBe(409);
  expect(await me(token)).toBe(200);
});

test("only who has the scope changes users or reads the audit trail", async () => {
  const { user, token: theirs } = await service.account("nobody-special");
  expect((await change(user.id, { roles: ["admin"] }, theirs)).status).toBe(403);
  expect((await service.client.get("/api/v1/audit-events", { token: theirs })).status).toBe(403);
  expect((await change("0198c5a4-0e3b-7a59-8f0e-2f1f4f6f3a51", { roles: [] })).status).toBe(404);
});
