/** OAuth2's flows and OpenID Connect as dependencies: each reads the bearer token of the request and stands in the document. */
import type { Dependency } from "../depends/dependency.ts";
import { bearerToken } from "./bearer.ts";
import { type SchemeOptions, schemeDependency } from "./scheme.ts";

/** What the flows have in common. */
export interface OAuth2FlowOptions<Scopes extends string> extends SchemeOptions {
  /** Where a token is had: a path of this app, or a URL. */
  readonly tokenUrl: string;
  /** Where a token is refreshed; the token's own URL by default. */
  readonly refreshUrl?: string;
  /** The scopes there are, with a sentence for each. Default: none. */
  readonly scopes?: Readonly<Record<Scopes, string>>;
}

/** Options of the password flow. */
export type OAuth2PasswordOptions<Scopes extends string> = OAuth2FlowOptions<Scopes>;

/** Options of the client credentials flow. */
export type OAuth2ClientCredentialsOptions<Scopes extends string> = OAuth2FlowOptions<Scopes>;

/** Options of the authorization code flow. */
export interface OAuth2AuthorizationCodeOptions<Scopes extends string> extends OAuth2FlowOptions<Scopes> {
  /** Where the user agrees. */
  readonly authorizationUrl: string;
}

type Token<Scopes extends string> = Dependency<string, "http", never, Scopes>;

/**
 * The bearer token of an OAuth2 password flow (RFC 6749, 4.3). First-party clients only: the client sees the password.
 * Answers 401 with a `Bearer` challenge when there is none. In the document: `OAuth2PasswordBearer`.
 *
 * @example
 * export const oauth2 = oauth2PasswordBearer({ tokenUrl: "/api/v1/auth/token", scopes: { "users:read": "Read users" } });
 */
export function oauth2PasswordBearer<Scopes extends string = never>(
  options: OAuth2PasswordOptions<Scopes>,
): Token<Scopes> {
  return flowDependency("OAuth2PasswordBearer", "password", options, {});
}

/**
 * The bearer token of an OAuth2 authorization code flow (RFC 6749, 4.1): the user signs in with somebody else.
 * In the document: `OAuth2AuthorizationCodeBearer`.
 *
 * @example
 * const token = oauth2AuthorizationCodeBearer({ authorizationUrl: "https://id.example.org/auth", tokenUrl: "https://id.example.org/token" });
 */
export function oauth2AuthorizationCodeBearer<Scopes extends string = never>(
  options: OAuth2AuthorizationCodeOptions<Scopes>,
): Token<Scopes> {
  const { authorizationUrl } = options;
  return flowDependency("OAuth2AuthorizationCodeBearer", "authorizationCode", options, { authorizationUrl });
}

/**
 * The bearer token of an OAuth2 client credentials flow (RFC 6749, 4.4): a program speaks for itself.
 * In the document: `OAuth2ClientCredentials`.
 *
 * @example
 * const token = oauth2ClientCredentials({ tokenUrl: "/token", scopes: { "reports:write": "File reports" } });
 */
export function oauth2ClientCredentials<Scopes extends string = never>(
  options: OAuth2ClientCredentialsOptions<Scopes>,
): Token<Scopes> {
  return flowDependency("OAuth2ClientCredentials", "clientCredentials", options, {});
}

/** The flows of OAuth2 as the document writes them (OpenAPI 3.1, OAuth Flows Object); at least one. */
export interface OAuth2Flows {
  readonly password?: TokenFlow;
  readonly clientCredentials?: TokenFlow;
  readonly authorizationCode?: TokenFlow & { readonly authorizationUrl: string };
  /** Only for clients that cannot be changed any more: the token stands in a URL (RFC 9700, 2.1.2). */
  readonly implicit?: Omit<TokenFlow, "tokenUrl"> & { readonly authorizationUrl: string };
}

interface TokenFlow {
  readonly tokenUrl: string;
  readonly refreshUrl?: string;
  readonly scopes: Readonly<Record<string, string>>;
}

/** Options of one scheme with several flows. */
export interface OAuth2Options<Flows extends OAuth2Flows> extends SchemeOptions {
  readonly flows: Flows;
}

type ScopesIn<Flows> = {
  [Flow in keyof Flows]: keyof (Flows[Flow] & { scopes: object })["scopes"];
}[keyof Flows];

/**
 * The bearer token of an OAuth2 scheme that has several flows, or the implicit one. In the document: `OAuth2`.
 *
 * @throws {TypeError} when there is no flow
 * @example
 * const token = oauth2({ flows: {
 *   clientCredentials: { tokenUrl: "/token", scopes: { "reports:read": "Read reports" } },
 *   authorizationCode: { authorizationUrl: "/authorize", tokenUrl: "/token", scopes: { "reports:read": "Read reports" } },
 * } });
 */
export function oauth2<const Flows extends OAuth2Flows>(
  options: OAuth2Options<Flows>,
): Token<Extract<ScopesIn<Flows>, string>> {
  const { name = "OAuth2" } = options;
  const flows: readonly { readonly scopes: Readonly<Record<string, string>> }[] = Object.values(
    options.flows,
  );
  if (flows.length === 0) throw new TypeError("oauth2({ flows }): name at least one flow");
  const scopes = Object.assign({}, ...flows.map((flow) => flow.scopes));
  return schemeDependency(
    { name, object: { type: "oauth2", flows: options.flows }, scopes, read: bearerToken },
    options,
  );
}

/** Options of OpenID Connect. */
export interface OpenIdConnectOptions extends SchemeOptions {
  /** The provider's discovery document. */
  readonly openIdConnectUrl: string;
}

/**
 * The bearer token of an OpenID Connect provider; the document says where to discover it. In the document: `OpenIdConnect`.
 * @example
 * const token = openIdConnect({ openIdConnectUrl: "https://id.example.org/.well-known/openid-configuration" });
 */
export function openIdConnect(options: OpenIdConnectOptions): Token<string> {
  const { openIdConnectUrl, name = "OpenIdConnect" } = options;
  return schemeDependency(
    { name, object: { type: "openIdConnect", openIdConnectUrl }, read: bearerToken },
    options,
  );
}

function flowDependency<Scopes extends string>(
  defaultName: string,
  flow: string,
  options: OAuth2FlowOptions<Scopes>,
  urls: Readonly<Record<string, string>>,
): Token<Scopes> {
  const { tokenUrl, refreshUrl, name = defaultName } = options;
  const scopes: Readonly<Record<string, string>> = options.scopes ?? {};
  const object = { ...urls, tokenUrl, ...(refreshUrl === undefined ? {} : { refreshUrl }), scopes };
  return schemeDependency(
    { name, object: { type: "oauth2", flows: { [flow]: object } }, scopes, read: bearerToken },
    options,
  );
}
