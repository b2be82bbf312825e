/**
 * Who looks at the pages of administration: a browser, which can send a cookie and no bearer token. The cookie holds an access
 * token for these pages only; it is renewed with each of them, so a browser left alone for ACCESS_TOKEN_MINUTES is signed out.
 */
import { type CookieOptions, dependency, type Exchange, exchange, type Reply, securityScopes } from "tenon";
import { apiKeyCookie } from "tenon/security";
import { dbSession } from "../db/session.ts";
import { auditTrail } from "../services/audit-trail.ts";
import { loginSessions } from "../services/login-sessions.ts";
import type { AuditEventName } from "./audit-event-names.ts";
import type { Settings } from "./config.ts";
import { origin } from "./origin.ts";
import type { Scope } from "./roles.ts";
import { callerOf } from "./security.ts";
import { settings } from "./settings.ts";
import { accessTokens } from "./tokens.ts";

/** What a signed-in browser may do there, at most. */
export const operatorScopes: readonly Scope[] = ["jobs:manage"];

/** The cookie's name. */
export const operatorCookie = "admin_session";

/** Who may have the cookie: no script, no other site, no other path, and in development only a connection without TLS. */
export function operatorCookieOptions(
  { environment }: Settings,
  { basePath }: Exchange,
): CookieOptions & { path: string } {
  const secure = environment !== "development";
  return { httpOnly: true, secure, sameSite: "strict", path: `${basePath}/admin` };
}

/** The signed-in operator: 401 without a good cookie, 403 without a scope. */
export const operator = dependency(
  {
    name: "operator",
    depends: {
      token: apiKeyCookie({ key: operatorCookie }),
      tokens: accessTokens,
      required: securityScopes,
      logins: loginSessions,
      session: dbSession,
    },
  },
  ({ token, required, ...parts }) => callerOf(token, required, parts),
);

/** Needed for its effect: the operator stays signed in for another while. */
export const staysSignedIn = dependency(
  { name: "staysSignedIn", depends: { operator, tokens: accessTokens, exchange, settings } },
  async function* ({ operator, tokens, exchange, settings }): AsyncGenerator<undefined, void, Reply> {
    const reply = yield;
    const claims = { subject: operator.user.id, sessionId: operator.sessionId, scopes: operatorScopes };
    const { token, expiresInSeconds } = await tokens.issue(claims);
    const options = operatorCookieOptions(settings, exchange);
    reply.cookie(operatorCookie, token, { ...options, maxAge: expiresInSeconds });
  },
);

const audited: Readonly<Record<string, AuditEventName>> = { replay: "jobs_replayed", drop: "jobs_dropped" };

/** Needed for its effect: what an operator does to dead letters stands in the audit trail. */
export const jobsAudited = dependency(
  { name: "jobsAudited", depends: { operator, audit: auditTrail, origin, exchange } },
  async function* ({ operator, audit, origin, exchange }): AsyncGenerator<undefined, void> {
    yield;
    const event = audited[exchange.path.split("/").at(-1) ?? ""];
    if (event === undefined) return;
    const sent = new TextDecoder().decode(await exchange.body(exchange.bodyLimit));
    const letters = new URLSearchParams(sent).getAll("id");
    if (letters.length > 0)
      await audit.record(event, origin, { actorId: operator.user.id, details: { letters } });
  },
);
