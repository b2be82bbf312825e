import { type App, createApp, get, HttpError, optional, post, request, secured } from "tenon";
import {
  apiKeyCookie,
  apiKeyHeader,
  apiKeyQuery,
  httpBasic,
  httpBearer,
  httpDigest,
  oauth2AuthorizationCodeBearer,
  oauth2PasswordBearer,
  openIdConnect,
} from "tenon/security";
import * as z from "zod";

const keyHeader = apiKeyHeader({ key: "X-API-Key" });
const keyQuery = apiKeyQuery({ key: "api_key", description: "The key in the URL" });
const keyCookie = apiKeyCookie({ key: "sid" });
const basic = httpBasic();
const basicRealm = httpBasic({ realm: "the vault", name: "VaultBasic" });
// Recorded are two of one name, and the document shows the second one, which says nothing of a format.
const bearer = httpBearer();
const digest = httpDigest();
const oauth = oauth2PasswordBearer({ tokenUrl: "token" });
const code = oauth2AuthorizationCodeBearer({
  authorizationUrl: "https://id.example.org/auth",
  tokenUrl: "https://id.example.org/token",
  scopes: { read: "Read" },
});
const openid = openIdConnect({
  openIdConnectUrl: "https://id.example.org/.well-known/openid-configuration",
});

const Note = z.object({ text: z.string() }).meta({ id: "Note" });

const routes = {
  useKeyHeader: get("/key-header", { depends: { key: keyHeader } }, ({ key }) => ({ key })),
  useKeyHeaderSoft: get("/key-header-soft", { depends: { key: optional(keyHeader) } }, ({ key = null }) => ({
    key,
  })),
  useKeyQuery: get("/key-query", { depends: { key: keyQuery } }, ({ key }) => ({ key })),
  useKeyQuerySoft: get("/key-query-soft", { depends: { key: optional(keyQuery) } }, ({ key = null }) => ({
    key,
  })),
  useKeyCookie: get("/key-cookie", { depends: { key: keyCookie } }, ({ key }) => ({ key })),
  useKeyCookieSoft: get("/key-cookie-soft", { depends: { key: optional(keyCookie) } }, ({ key = null }) => ({
    key,
  })),
  useBasic: get("/basic", { depends: { login: basic } }, ({ login }) => login),
  useBasicRealm: get("/basic-realm", { depends: { login: basicRealm } }, ({ login }) => {
    if (login.password !== "open")
      throw new HttpError(401, "Wrong password", { headers: { "WWW-Authenticate": "Basic" } });
    return login;
  }),
  useBasicSoft: get("/basic-soft", { depends: { login: optional(basic) } }, ({ login }) => ({
    username: login?.username ?? null,
  })),
  useBearer: get("/bearer", { depends: { token: bearer, request } }, ({ token, request }) => ({
    // As it was sent: schemes are compared without regard to case.
    scheme: request.headers.get("authorization")?.split(" ", 1)[0],
    credentials: token,
  })),
  useBearerSoft: get("/bearer-soft", { depends: { token: optional(bearer) } }, ({ token = null }) => ({
    credentials: token,
  })),
  useDigest: get("/digest", { depends: { credentials: digest } }, ({ credentials }) => ({
    scheme: "Digest",
    credentials,
  })),
  useOauth: get("/oauth", { depends: { token: oauth } }, ({ token }) => ({ token })),
  useOauthSoft: get("/oauth-soft", { depends: { token: optional(oauth) } }, ({ token = null }) => ({
    token,
  })),
  useCode: get("/code", { depends: { token: secured(code, "read") } }, ({ token }) => ({ token })),
  useOpenid: get("/openid", { depends: { token: openid } }, ({ token }) => ({ header: `Bearer ${token}` })),
  withParameter: get(
    "/with-parameter",
    { query: { n: z.int() }, depends: { key: keyHeader } },
    ({ query, key }) => ({ n: query.n, key }),
  ),
  withBody: post("/with-body", { body: Note, depends: { key: keyHeader } }, ({ body, key }) => ({
    note: body,
    key,
  })),
  withForm: post(
    "/with-form",
    { form: { word: z.string() }, depends: { key: keyHeader } },
    ({ form, key }) => ({ word: form.word, key }),
  ),
  either: get(
    "/either",
    { depends: { key: optional(keyHeader), token: optional(bearer) } },
    ({ key, token }) => {
      if (key === undefined && token === undefined) throw new HttpError(403, "Give a key or a token");
      return { by: key === undefined ? "token" : "key" };
    },
  ),
  both: get("/both", { depends: { key: keyHeader, token: oauth } }, ({ key, token }) => ({ key, token })),
};

export default (): App => createApp({ title: "Security schemes", version: "1.0.0", routes });
