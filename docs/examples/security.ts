import { createApp, dependency, get, post, secured } from "tenon";
import {
  jwksRoute,
  jwtKeys,
  jwtSigner,
  jwtVerifier,
  OAuth2Error,
  oauth2Errors,
  oauth2PasswordBearer,
  oauth2PasswordForm,
  verifiedToken,
} from "tenon/security";
import { z } from "zod";

// #region keys
// SIGNING_KEY: openssl genpkey -algorithm ed25519
const keys = dependency({ scope: "app" }, () =>
  jwtKeys({ current: { alg: "EdDSA", key: process.env.SIGNING_KEY ?? "" } }),
);

const profile = {
  typ: "at+jwt",
  issuer: "https://api.example.org",
  audience: "https://api.example.org",
  claims: z.object({ sub: z.string(), scope: z.string() }),
};
const signer = dependency({ scope: "app", depends: { keys } }, ({ keys }) =>
  jwtSigner({ ...profile, keys, lifetimeSeconds: 900 }),
);
const verifier = dependency({ scope: "app", depends: { keys } }, ({ keys }) =>
  jwtVerifier({ ...profile, keys }),
);
// #endregion keys

// #region caller
const oauth2 = oauth2PasswordBearer({ tokenUrl: "/token", scopes: { "reports:read": "Read reports" } });
const caller = verifiedToken(oauth2, verifier);
// #endregion caller

// #region operations
const Token = z.object({ access_token: z.string(), token_type: z.literal("bearer"), expires_in: z.int() });

// Stands for the table of users and their hashed passwords.
const mayEnter = (username: string, password: string) =>
  username === "ada" && password === process.env.PASSWORD;

const api = {
  jwks: jwksRoute(keys),
  token: post(
    "/token",
    { form: oauth2PasswordForm, response: Token, onError: oauth2Errors, depends: { signer } },
    async ({ form, signer }) => {
      if (!mayEnter(form.username, form.password))
        throw new OAuth2Error("invalid_grant", "The password is wrong");
      const access_token = await signer.sign({ sub: form.username, scope: "reports:read" });
      return { access_token, token_type: "bearer", expires_in: signer.lifetimeSeconds };
    },
  ),
  report: get(
    "/report",
    { response: z.object({ for: z.string() }), depends: { caller: secured(caller, "reports:read") } },
    ({ caller }) => ({ for: caller.claims.sub }),
  ),
};
// #endregion operations

export default createApp({ title: "Reports", version: "1.0.0", routes: api });
