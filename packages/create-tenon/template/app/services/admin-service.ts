/** What administrators do with other people's accounts; each of it stands in the audit trail with who did it. */
import { dependency } from "tenon";
import { type Origin, origin } from "../core/origin.ts";
import type { Role } from "../core/roles.ts";
import { type AuditTrail, auditTrail } from "./audit-trail.ts";
import { type LoginSessions, loginSessions } from "./login-sessions.ts";
import { type NewAccount, type User, type UserService, userService } from "./user-service.ts";

/** What administrators change of a user. */
export interface UserChange {
  readonly roles?: readonly Role[] | undefined;
  readonly isActive?: boolean | undefined;
}

/** What administration is made of. */
export interface AdminParts {
  readonly users: UserService;
  readonly logins: LoginSessions;
  readonly audit: AuditTrail;
  readonly origin: Origin;
}

/** Makes and changes accounts, as an administrator. */
export class AdminService {
  readonly #parts: AdminParts;

  constructor(parts: AdminParts) {
    this.#parts = parts;
  }

  /**
   * Makes an account; its e-mail is not verified.
   *
   * @throws {UsernameTaken}
   */
  async createUser(admin: User, account: NewAccount): Promise<User> {
    const { users, audit, origin } = this.#parts;
    const user = await users.create(account);
    await audit.record("account_created", origin, { userId: user.id, actorId: admin.id });
    return user;
  }

  /**
   * Changes roles, disables, enables. It takes effect on the next request of the user.
   *
   * @throws {UserNotFound}
   * @throws {LastAdmin} when nobody would be left to administer
   */
  async changeUser(admin: User, id: string, change: UserChange): Promise<User> {
    const { users, audit, logins, origin } = this.#parts;
    const before = await users.get(id);
    const { isActive = before.isActive } = change;
    const roles: readonly string[] = change.roles === undefined ? before.roles : [...new Set(change.roles)];
    if (!isActive || !roles.includes("admin")) await users.checkNotLastAdmin(before);
    const about = { userId: id, actorId: admin.id };
    if (!sameWords(roles, before.roles))
      await audit.record("roles_changed", origin, { ...about, details: { from: before.roles, to: roles } });
    if (isActive !== before.isActive)
      await audit.record(isActive ? "account_enabled" : "account_disabled", origin, about);
    if (!isActive) await logins.endAll({ id }, origin, { actorId: admin.id });
    return users.update(id, { roles: [...roles], isActive });
  }
}

function sameWords(some: readonly string[], others: readonly string[]): boolean {
  return some.length === others.length && some.every((word) => others.includes(word));
}

/** Administration, in the session of the request. */
export const adminService = dependency(
  { name: "adminService", depends: { users: userService, logins: loginSessions, audit: auditTrail, origin } },
  (parts) => new AdminService(parts),
);
