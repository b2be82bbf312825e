/** Who is calling: `Authorization: Token jwt.token.here`. */
import { dependency, HttpError } from "tenon";
import { apiKeyHeader, jwtKeys, jwtSigner, jwtVerifier } from "tenon/security";
import { z } from "zod";
import { type User, userService } from "../services/user-service.ts";
import { config } from "./config.ts";

const profile = {
  keys: await jwtKeys({ current: { alg: "HS256", key: config.jwtSecret } }),
  typ: "at+jwt",
  issuer: "conduit",
  audience: "conduit",
  claims: z.object({ sub: z.string() }),
};
const signer = jwtSigner({ ...profile, lifetimeSeconds: 60 * 24 * 60 * 60 });
const verifier = jwtVerifier(profile);

/** A user and a new token, as the API answers them. */
export async function withToken(user: User): Promise<{ user: User & { token: string } }> {
  return { user: { ...user, token: await signer.sign({ sub: String(user.id) }) } };
}

const authorization = apiKeyHeader({
  key: "Authorization",
  name: "Token",
  description: "The word `Token`, a space, and the token of a user: `Token xxxxxx.yyyyyyy.zzzzzz`.",
});

/** The user of the token; 401 without one. */
export const currentUser = dependency(
  { name: "currentUser", depends: { authorization, users: userService } },
  async ({ authorization, users }): Promise<User> => {
    const [, token] = /^Token +(\S+)$/i.exec(authorization) ?? [];
    if (token === undefined)
      throw new HttpError(401, "Not authenticated", { headers: { "www-authenticate": "Token" } });
    const { claims } = await verifier.verify(token);
    const user = await users.find(Number(claims.sub));
    if (user === undefined)
      throw new HttpError(401, "The user is gone", { headers: { "www-authenticate": "Token" } });
    return user;
  },
);
