/** What everybody sees of a user, and following. */
import { del, get, optional, post, router } from "tenon";
import { ProfileNotFound } from "../../core/errors.ts";
import { currentUser } from "../../core/security.ts";
import { Text } from "../../schemas/text.ts";
import { ProfileResponse } from "../../schemas/user.ts";
import { userService } from "../../services/user-service.ts";

const contract = {
  params: { username: Text },
  response: ProfileResponse,
  errors: [ProfileNotFound],
} as const;
const signedIn = { ...contract, depends: { user: currentUser, users: userService } } as const;

export const profiles = router(
  { prefix: "/profiles", tags: ["Profile"] },
  {
    one: get(
      "/:username",
      { ...contract, depends: { reader: optional(currentUser), users: userService } },
      async ({ params, reader, users }) => ({ profile: await users.profile(params.username, reader) }),
    ),
    follow: post("/:username/follow", signedIn, async ({ params, user, users }) => ({
      profile: await users.follow(params.username, user),
    })),
    unfollow: del("/:username/follow", signedIn, async ({ params, user, users }) => ({
      profile: await users.unfollow(params.username, user),
    })),
  },
);
