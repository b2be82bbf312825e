/**
 * Who may call what: each operation against each caller, from a table. An operation that is not in the table fails the last test:
 * whoever adds one says here who may call it.
 */
import { routes } from "tenon/client";
import { describe, expect, test, vi } from "vitest";
import { type Role, roles, type Scope, scopesOf } from "../../app/core/roles.ts";
import type { User } from "../../app/services/user.ts";
import { password, useService } from "./service.ts";

// With the routes that are there only where a provider is set. Nobody listens at that one.
vi.hoisted(() => {
  process.env.OIDC_ISSUER = "http://127.0.0.1:1";
  process.env.OIDC_CLIENT_ID = "service";
});

const { default: app } = await import("../../app/main.ts");
const operations = routes(app.options.routes);
const service = useService();

/** Who calls; `owner` is the user that the call is about, `other` one without a role. */
const callers = [
  "anonymous",
  "session ended",
  "disabled",
  "owner",
  "other",
  ...roles.map((role) => `role ${role}` as const),
] as const;
type Caller = (typeof callers)[number];

/** What a request needs beside its address. */
interface Call {
  readonly params?: Readonly<Record<string, string>>;
  readonly headers?: Record<string, string>;
  readonly json?: object;
  readonly form?: Record<string, string>;
}

/** The user that a call is about, and a login session of theirs. */
interface Owned {
  readonly user: User;
  readonly token: string;
  readonly sessionId: string;
}

interface Rule {
  /**
   * `open` to everybody; to who is `signed in`, about themselves; to the `owner` of what the address names: to others it is not
   * there; to who has a scope.
   */
  readonly to: "open" | "signed in" | "owner" | Scope;
  /** What who may gets. */
  readonly gives: number;
  /** A page for browsers: the token comes in this cookie, and who has none is sent to sign in. */
  readonly cookie?: string;
  readonly call?: (owned: Owned) => Call | Promise<Call>;
}

const confirmed = { json: { currentPassword: password } };
const fresh = () => `made-${crypto.randomUUID().slice(0, 8)}`;
const aboutUser = ({ user }: Owned) => ({ params: { id: user.id } });
const token = "t".repeat(43);

const rules: Readonly<Record<string, Rule>> = {
  "v1.auth.signup": {
    to: "open",
    gives: 202,
    call: () => ({ json: { username: fresh(), email: `${fresh()}@example.com`, password } }),
  },
  "v1.auth.token": {
    to: "open",
    gives: 200,
    call: ({ user }) => ({ form: { grant_type: "password", username: user.username, password } }),
  },
  "v1.auth.revoke": { to: "open", gives: 200, call: () => ({ form: { token } }) },
  "v1.auth.logout": { to: "signed in", gives: 204 },
  // Open to whoever has the link: without one they answer 400.
  "v1.auth.verifyEmail": { to: "open", gives: 400, call: () => ({ json: { token } }) },
  "v1.auth.forgotPassword": {
    to: "open",
    gives: 202,
    call: () => ({ json: { email: `${fresh()}@example.com` } }),
  },
  "v1.auth.resetPassword": { to: "open", gives: 400, call: () => ({ json: { token, password } }) },
  "v1.account.read": { to: "signed in", gives: 200 },
  "v1.account.change": { to: "signed in", gives: 200, call: () => ({ json: { username: fresh() } }) },
  "v1.account.changePassword": {
    to: "signed in",
    gives: 204,
    call: () => ({ json: { currentPassword: password, password: "another correct horse" } }),
  },
  "v1.account.changeEmail": {
    to: "signed in",
    gives: 202,
    call: () => ({ json: { currentPassword: password, email: `${fresh()}@example.com` } }),
  },
  "v1.account.resendVerification": { to: "signed in", gives: 202 },
  "v1.account.deactivate": { to: "signed in", gives: 204, call: () => confirmed },
  "v1.account.delete": { to: "signed in", gives: 204, call: () => confirmed },
  "v1.account.sessions": { to: "signed in", gives: 200 },
  "v1.account.endSession": {
    to: "owner",
    gives: 204,
    call: ({ sessionId }) => ({ params: { id: sessionId } }),
  },
  "v1.account.endOtherSessions": { to: "signed in", gives: 204 },
  "v1.users.create": {
    to: "users:write",
    gives: 201,
    call: () => ({
      headers: { "idempotency-key": `"${crypto.randomUUID()}"` },
      json: { username: fresh(), email: `${fresh()}@example.com`, password },
    }),
  },
  "v1.users.list": { to: "users:read", gives: 200 },
  "v1.users.one": { to: "users:read", gives: 200, call: aboutUser },
  "v1.users.change": {
    to: "users:write",
    gives: 200,
    call: (owned) => ({ ...aboutUser(owned), json: { roles: ["admin"], isActive: true } }),
  },
  "v1.audit.list": { to: "audit:read", gives: 200 },
  "accountPages.verifyEmail": { to: "open", gives: 200 },
  "accountPages.verifiedEmail": { to: "open", gives: 400, call: () => ({ form: { token } }) },
  "accountPages.forgotPassword": { to: "open", gives: 200 },
  "accountPages.sentLink": {
    to: "open",
    gives: 200,
    call: () => ({ form: { email: `${fresh()}@example.com` } }),
  },
  "accountPages.resetPassword": { to: "open", gives: 200 },
  "accountPages.passwordReset": { to: "open", gives: 400, call: () => ({ form: { token, password } }) },
  "adminPages.home": { to: "open", gives: 303 },
  "adminPages.signIn": { to: "open", gives: 200 },
  // Open to whoever has the password, and closed to who has not the scope: the owner has none.
  "adminPages.signedIn": {
    to: "open",
    gives: 403,
    call: ({ user }) => ({ form: { username: user.username, password } }),
  },
  "adminPages.signOut": { to: "signed in", gives: 303, cookie: "admin_session" },
  "adminPages.jobs.show": { to: "jobs:manage", gives: 200, cookie: "admin_session" },
  "adminPages.jobs.style": { to: "jobs:manage", gives: 200, cookie: "admin_session" },
  "adminPages.jobs.replay": { to: "jobs:manage", gives: 303, cookie: "admin_session" },
  "adminPages.jobs.drop": { to: "jobs:manage", gives: 303, cookie: "admin_session" },
  "health.live": { to: "open", gives: 200 },
  "health.ready": { to: "open", gives: 200 },
  "health.started": { to: "open", gives: 200 },
  jwks: { to: "open", gives: 200 },
  "openId.start": { to: "open", gives: 503 },
  "openId.callback": { to: "open", gives: 400 },
};

/** What a caller gets by a rule. */
function expected({ to, gives, cookie }: Rule, caller: Caller): number {
  if (to === "open") return gives;
  if (caller === "anonymous" || caller === "session ended" || caller === "disabled")
    return cookie === undefined ? 401 : 303;
  if (to === "signed in") return gives;
  if (to === "owner") return caller === "owner" ? gives : 404;
  return scopesOf(rolesOf(caller)).includes(to) ? gives : 403;
}

function rolesOf(caller: Caller): Role[] {
  return roles.filter((role) => caller === `role ${role}`);
}

/** The token of a caller, new each time: some calls end a session or an account. */
async function tokenOf(caller: Caller, owned: Owned): Promise<string | undefined> {
  if (caller === "anonymous") return undefined;
  if (caller === "owner") return service.tokenFor(owned.user.username);
  const { user, token } = await service.account(fresh(), { roles: rolesOf(caller) });
  if (caller === "disabled") await service.change(user.id, { isActive: false });
  if (caller === "session ended") await service.client.post("/api/v1/auth/logout", { token });
  return token;
}

async function owned(): Promise<Owned> {
  const { user, token } = await service.account(fresh());
  const sessions = await service.client.get("/api/v1/users/me/sessions", { token });
  return { user, token, sessionId: sessions.json<{ id: string }[]>()[0]?.id ?? "" };
}

async function answer(id: string, { call, cookie }: Rule, caller: Caller): Promise<number> {
  const operation = operations[id];
  if (operation === undefined)
    throw new Error(`${id} is in the table, and the service has no such operation`);
  const about = await owned();
  const { params = {}, ...body } = (await call?.(about)) ?? {};
  const path = operation.path.replace(/\{(\w+)\}/g, (_, name: string) => params[name] ?? "");
  const token = await tokenOf(caller, about);
  const method = operation.method.toLowerCase() as "get";
  const credential =
    token === undefined
      ? {}
      : cookie === undefined
        ? { token }
        : { headers: { cookie: `${cookie}=${token}` } };
  const { status } = await service.client[method](path, { ...body, ...credential });
  return status;
}

describe.each(Object.entries(rules))("%s", (id, rule) => {
  test.each(callers.map((caller) => [caller, expected(rule, caller)] as const))(
    "to %s answers %i",
    async (caller, status) => {
      expect(await answer(id, rule, caller)).toBe(status);
    },
  );
});

test("every operation of the service has its rule: say in the table above who may call a new one", () => {
  expect(Object.keys(operations).filter((id) => rules[id] === undefined)).toEqual([]);
});
