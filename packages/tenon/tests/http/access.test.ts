/** An app with `requireAccess`: an operation that does not say who may call it does not start. */
import { describe, expect, test } from "vitest";
import {
  createApp,
  dependency,
  get,
  open,
  override,
  ownerOnly,
  type Routes,
  router,
  StartError,
  secured,
  socket,
} from "../../src/index.ts";
import { oauth2PasswordBearer } from "../../src/security/index.ts";
import { throughBothDoors } from "./doors.ts";

const oauth2 = oauth2PasswordBearer({ tokenUrl: "/token", scopes: { read: "Read" } });
const user = dependency({ name: "user", depends: { token: oauth2 } }, ({ token }) => token);

const app = (routes: Routes, requireAccess = true) =>
  createApp({ title: "t", version: "1", routes, requireAccess });

async function startError(routes: Routes): Promise<string> {
  const error: unknown = await app(routes)
    .start()
    .then(
      (running) => running.stop(),
      (thrown: unknown) => thrown,
    );
  return error instanceof StartError ? error.message : "started";
}

const scoped = get("/scoped", { depends: { user: secured(user, "read") } }, ({ user }) => user);
const own = get("/own", ownerOnly({ depends: { user } }), ({ user }) => user);
const free = get("/free", open({}), () => "all");

describe("an app that requires access rules", () => {
  test.each<[string, Routes]>([
    ["a scope", { scoped }],
    ["an owner rule", { own }],
    ["open()", { free }],
    [
      "a scope of its router",
      { in: router({ depends: { user: secured(user, "read") } }, { it: get("/", () => 1) }) },
    ],
    ["a socket that is open", { talk: socket("/talk", { access: "open" }, () => {}) }],
  ])("starts with %s", async (_name, routes) => {
    expect(await startError(routes)).toBe("started");
  });

  test.each<[string, Routes]>([
    ["nothing at all", { deep: { forgotten: get("/", () => 1) } }],
    ["only a signed-in caller", { deep: { forgotten: get("/", { depends: { user } }, ({ user }) => user) } }],
    [
      "a router's caller without a scope",
      { deep: router({ depends: { user } }, { forgotten: get("/", () => 1) }) },
    ],
    ["a socket that says nothing", { deep: { forgotten: socket("/talk", {}, () => {}) } }],
  ])("does not start with %s, and names the operation and the ways out", async (_name, routes) => {
    const message = await startError(routes);
    expect(message).toContain("deep.forgotten does not say who may call it");
    expect(message).toMatch(/secured\(.*ownerOnly\(.*open\(/);
  });

  test("does not start with an owner rule where nobody can be the owner", async () => {
    expect(await startError({ own: get("/", ownerOnly({}), () => 1) })).toContain("no security scheme");
  });

  test("judges what was declared, whatever a test puts in its place", async () => {
    const running = await app({ own, scoped }).start({ overrides: [override(user, () => "ada")] });
    await running.stop();
  });

  test("is one that asked for it", async () => {
    const running = await app({ it: get("/", () => 1) }, false).start();
    await running.stop();
  });
});

throughBothDoors("an operation with an owner rule", (openDoor) => {
  test("wants a credential, and one that is open none", async () => {
    await using door = await openDoor(app({ own, free }));
    expect((await door.send("GET", "/own")).status).toBe(401);
    expect((await door.send("GET", "/own", { token: "ada" })).json()).toBe("ada");
    expect((await door.send("GET", "/free")).status).toBe(200);
  });
});
