/** Users: oneself, and for those with the scope, all. */
import { get, patch, post, router, secured } from "tenon";
import { z } from "zod";
import { EmailTaken, UserNotFound, UsernameTaken } from "../../../core/errors.ts";
import { currentUser } from "../../../core/security.ts";
import { PageQuery } from "../../../schemas/page.ts";
import { UserCreate, UserPage, UserResponse, UserUpdate } from "../../../schemas/user.ts";
import { userService } from "../../../services/user-service.ts";

export const users = router(
  { prefix: "/users", tags: ["users"] },
  {
    create: post(
      "",
      {
        summary: "Create a user",
        body: UserCreate,
        response: UserResponse,
        status: 201,
        errors: [UsernameTaken, EmailTaken],
        depends: { admin: secured(currentUser, "users:write"), users: userService },
      },
      ({ body, users }) => users.create(body),
    ),

    list: get(
      "",
      {
        summary: "List users",
        query: PageQuery,
        response: UserPage,
        depends: { reader: secured(currentUser, "users:read"), users: userService },
      },
      ({ query, users }) => users.list(query),
    ),

    me: get(
      "/me",
      { summary: "Read yourself", response: UserResponse, depends: { user: currentUser } },
      ({ user }) => user,
    ),

    updateMe: patch(
      "/me",
      {
        summary: "Change yourself",
        body: UserUpdate,
        response: UserResponse,
        errors: [UsernameTaken, UserNotFound],
        depends: { user: currentUser, users: userService },
      },
      ({ body, user, users }) => users.updateOwnProfile(user, body),
    ),

    one: get(
      "/:id",
      {
        summary: "Read a user",
        params: { id: z.uuid() },
        response: UserResponse,
        errors: [UserNotFound],
        depends: { reader: secured(currentUser, "users:read"), users: userService },
      },
      ({ params, users }) => users.get(params.id),
    ),
  },
);
