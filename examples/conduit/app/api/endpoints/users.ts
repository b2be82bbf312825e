/** Signing up and in, and one's own account. */
import { get, post, put, router } from "tenon";
import { CredentialsInvalid, EmailTaken, UsernameTaken } from "../../core/errors.ts";
import { currentUser, withToken } from "../../core/security.ts";
import { Login, NewUser, UserChange, UserResponse } from "../../schemas/user.ts";
import { userService } from "../../services/user-service.ts";

export const users = router(
  { tags: ["User and Authentication"] },
  {
    register: post(
      "/users",
      {
        body: NewUser,
        response: UserResponse,
        status: 201,
        errors: [UsernameTaken, EmailTaken],
        depends: { users: userService },
      },
      async ({ body, users }) => withToken(await users.create(body.user)),
    ),
    login: post(
      "/users/login",
      { body: Login, response: UserResponse, errors: [CredentialsInvalid], depends: { users: userService } },
      async ({ body, users }) => withToken(await users.signIn(body.user)),
    ),
    current: get("/user", { response: UserResponse, depends: { user: currentUser } }, ({ user }) =>
      withToken(user),
    ),
    change: put(
      "/user",
      {
        body: UserChange,
        response: UserResponse,
        errors: [UsernameTaken, EmailTaken],
        depends: { user: currentUser, users: userService },
      },
      async ({ body, user, users }) => withToken(await users.change(user, body.user)),
    ),
  },
);
