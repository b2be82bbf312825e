/** All users, for administrators. */
import { get, patch, post, router, secured } from "tenon";
import { z } from "zod";
import { CursorInvalid, LastAdmin, UserNotFound, UsernameTaken } from "../../../core/errors.ts";
import { idempotent } from "../../../core/idempotent.ts";
import { perAccount } from "../../../core/rate-limits.ts";
import { currentUser } from "../../../core/security.ts";
import { UserChange, UserCreate, UserPage, UserQuery, UserResponse } from "../../../schemas/user.ts";
import { adminService } from "../../../services/admin-service.ts";
import { userService } from "../../../services/user-service.ts";

const writer = secured(currentUser, "users:write");
const reader = secured(currentUser, "users:read");

export const users = router(
  { prefix: "/users", tags: ["users"], depends: { perAccount } },
  {
    create: post(
      "",
      // Sent again after a lost answer it would say "taken", and nobody could tell whose that account is.
      idempotent({
        summary: "Create a user",
        body: UserCreate,
        response: UserResponse,
        status: 201,
        errors: [UsernameTaken],
        depends: { admin: writer, administration: adminService },
      }),
      ({ body, admin, administration }) => administration.createUser(admin, body),
    ),

    list: get(
      "",
      {
        summary: "List users",
        query: UserQuery,
        response: UserPage,
        errors: [CursorInvalid],
        depends: { reader, users: userService },
      },
      ({ query, users }) => users.list(query),
    ),

    one: get(
      "/:id",
      {
        summary: "Read a user",
        params: { id: z.uuid() },
        response: UserResponse,
        errors: [UserNotFound],
        depends: { reader, users: userService },
      },
      ({ params, users }) => users.get(params.id),
    ),

    change: patch(
      "/:id",
      {
        summary: "Change a user's roles, disable or enable it",
        description: "It takes effect on the user's next request.",
        params: { id: z.uuid() },
        body: UserChange,
        response: UserResponse,
        errors: [UserNotFound, LastAdmin],
        depends: { admin: writer, administration: adminService },
      },
      ({ params, body, admin, administration }) => administration.changeUser(admin, params.id, body),
    ),
  },
);
