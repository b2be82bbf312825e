import { createApp, dependency, get, override } from "tenon";
import { testClient } from "tenon/testing";
import { expect, test } from "vitest";
import { database } from "../../app/db/base.ts";
import app, { api } from "../../app/main.ts";
import { openTestDatabase } from "../test-database.ts";
import { useService } from "./service.ts";

const service = useService();

test("alive and ready", async () => {
  expect((await service.client.get("/health/live")).json()).toEqual({ status: "ok" });
  expect((await service.client.get("/health/ready")).json()).toEqual({ status: "ok" });
  expect((await service.client.get("/health/started")).json()).toEqual({ status: "ok" });
});

test("without its database the service is alive and not ready", async () => {
  const opened = await openTestDatabase();
  const gone = Object.assign(opened, { ping: () => Promise.reject(new Error("connection refused")) });
  await using client = await testClient(app, { overrides: [override(database, () => gone)] });
  expect((await client.get("/health/live")).status).toBe(200);
  const ready = await client.get("/health/ready");
  expect([ready.status, ready.headers.get("retry-after")]).toEqual([503, "5"]);
  expect(ready.json()).toMatchObject({ code: "not_ready", data: { failing: ["database"] } });
  await client.close();
  await opened.close();
});

test("a database that is away is a 503 with Retry-After in every operation that needs it, and not a defect", async () => {
  await using client = await testClient(app, {
    overrides: [
      override(
        database,
        dependency({ scope: "app" }, async function* () {
          const opened = await openTestDatabase();
          const refused = () => Promise.reject(Object.assign(new Error("connect"), { code: "ECONNREFUSED" }));
          yield Object.assign(opened, { begin: refused });
          await opened.close();
        }),
      ),
    ],
  });
  const form = { grant_type: "password", username: "ada", password: "correct horse battery staple" };
  const answer = await client.post("/api/v1/auth/token", { form });
  expect([answer.status, answer.headers.get("retry-after")]).toEqual([503, "5"]);
  expect(answer.json()).toEqual({ detail: "The database cannot be reached at the moment" });
});

test("the answers carry a request id and the headers that keep a browser in check", async () => {
  const answer = await service.client.get("/health/live");
  expect(answer.headers.get("x-request-id")).toMatch(/^[0-9a-f-]{36}$/);
  expect(answer.headers.get("x-content-type-options")).toBe("nosniff");
  expect(answer.headers.get("content-security-policy")).toContain("default-src 'none'");
});

test("the document names every operation, its security and its errors", async () => {
  const document = app.openapi() as unknown as {
    openapi: string;
    paths: Record<
      string,
      Record<string, { operationId: string; security?: unknown; responses: Record<string, unknown> }>
    >;
  };
  expect(document.openapi).toMatch(/^3\.1/);
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => `${method} ${path} ${operation.operationId}`),
  );
  expect(operations.sort()).toEqual([
    "delete /api/v1/users/me/sessions v1.account.endOtherSessions",
    "delete /api/v1/users/me/sessions/{id} v1.account.endSession",
    "get /.well-known/jwks.json jwks",
    "get /api/v1/audit-events v1.audit.list",
    "get /api/v1/users v1.users.list",
    "get /api/v1/users/me v1.account.read",
    "get /api/v1/users/me/sessions v1.account.sessions",
    "get /api/v1/users/{id} v1.users.one",
    "get /health/live health.live",
    "get /health/ready health.ready",
    "get /health/started health.started",
    "patch /api/v1/users/me v1.account.change",
    "patch /api/v1/users/{id} v1.users.change",
    "post /api/v1/auth/forgot-password v1.auth.forgotPassword",
    "post /api/v1/auth/logout v1.auth.logout",
    "post /api/v1/auth/reset-password v1.auth.resetPassword",
    "post /api/v1/auth/revoke v1.auth.revoke",
    "post /api/v1/auth/signup v1.auth.signup",
    "post /api/v1/auth/token v1.auth.token",
    "post /api/v1/auth/verify-email v1.auth.verifyEmail",
    "post /api/v1/users v1.users.create",
    "post /api/v1/users/me/deactivate v1.account.deactivate",
    "post /api/v1/users/me/delete v1.account.delete",
    "post /api/v1/users/me/email/verification v1.account.resendVerification",
    "put /api/v1/users/me/email v1.account.changeEmail",
    "put /api/v1/users/me/password v1.account.changePassword",
  ]);
  const create = document.paths["/api/v1/users"]?.post;
  expect(create?.security).toEqual([{ OAuth2PasswordBearer: ["users:write"] }]);
  expect(Object.keys(create?.responses ?? {})).toEqual(
    expect.arrayContaining(["201", "401", "403", "409", "422"]),
  );
  // Anybody may.
  expect(document.paths["/api/v1/auth/signup"]?.post?.security).toEqual([]);
});

test("an operation of the service that says nothing about who may call it does not start", async () => {
  const routes = { ...api, forgotten: get("/forgotten", () => "all of it") };
  const careless = createApp({ ...app.options, routes });
  await expect(testClient(careless)).rejects.toThrow(/forgotten does not say who may call it/);
});
