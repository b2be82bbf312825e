/** Contracts of users and profiles. */
import { z } from "zod";
import { Filled, Optional } from "./text.ts";

/** NIST SP 800-63B-4, 3.1.1.2. */
const Password = Filled.refine(
  (it) => it === "" || it.length >= 8,
  "is too short (minimum is 8 characters)",
).meta({
  format: "password",
});

export const Login = z.object({
  user: z.object({ email: Filled, password: Filled.meta({ format: "password" }) }),
});

export const NewUser = z.object({ user: z.object({ username: Filled, email: Filled, password: Password }) });

export const UserChange = z.object({
  user: z
    .object({ username: Filled, email: Filled, password: Password })
    .partial()
    .extend({ bio: Optional, image: Optional }),
});

const User = z
  .object({
    email: z.string(),
    token: z.string(),
    username: z.string(),
    bio: z.string().nullable(),
    image: z.string().nullable(),
  })
  .meta({ id: "User" });

export const UserResponse = z.object({ user: User });

export const Profile = z
  .object({
    username: z.string(),
    bio: z.string().nullable(),
    image: z.string().nullable(),
    following: z.boolean(),
  })
  .meta({ id: "Profile" });

export const ProfileResponse = z.object({ profile: Profile });
