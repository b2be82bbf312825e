/** Roles and what they may do. A user has roles; operations ask for scopes; this file is the only bridge. */

/** The scopes of the API, as they stand in the docs. */
export const scopes = {
  "users:read": "Read all users",
  "users:write": "Create and change users",
  "audit:read": "Read the audit trail",
  "jobs:manage": "Look at jobs, replay and drop those that failed",
} as const;

/** A scope of the API. */
export type Scope = keyof typeof scopes;

const scopesByRole = {
  admin: ["users:read", "users:write", "audit:read", "jobs:manage"],
} as const satisfies Record<string, readonly Scope[]>;

/** A role a user can have; without one a user can do what every signed-in user can. */
export type Role = keyof typeof scopesByRole;

/** All roles of this version. */
export const roles = Object.keys(scopesByRole) as [Role, ...Role[]];

/** Everything these roles allow. A role that this version does not know allows nothing. */
export function scopesOf(roles: readonly string[]): Scope[] {
  return [...new Set(roles.flatMap((role) => (isRole(role) ? scopesByRole[role] : [])))];
}

/** Whether a stored word is a role of this version. */
export function isRole(role: string): role is Role {
  return Object.hasOwn(scopesByRole, role);
}
