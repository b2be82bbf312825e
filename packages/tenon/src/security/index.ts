/** Security schemes as dependencies, tokens that are signed and verified, and the answers that refuse. */
export { type ApiKeyOptions, apiKeyCookie, apiKeyHeader, apiKeyQuery } from "./api-key.ts";
export { type HttpBearerOptions, httpBearer, insufficientScope, invalidToken } from "./bearer.ts";
export { type BasicCredentials, type HttpBasicOptions, httpBasic, httpDigest } from "./http-basic.ts";
export { type HttpCredentials, type HttpSchemeOptions, httpScheme } from "./http-scheme.ts";
export { InvalidTokenError, type TokenFault } from "./invalid-token-error.ts";
export { type JwksRouteOptions, jwksRoute } from "./jwks-route.ts";
export type { AsymmetricAlgorithm, JwtAlgorithm, SecretAlgorithm } from "./jwt-algorithm.ts";
export type { JwtKey, PublicJwk } from "./jwt-key.ts";
export {
  type JwtKeys,
  type JwtKeysOptions,
  type JwtVerificationKeys,
  jwtKeys,
  jwtVerificationKeys,
} from "./jwt-keys.ts";
export { type ClaimsToSign, type JwtSigner, type JwtSignerOptions, jwtSigner } from "./jwt-signer.ts";
export { type JwtVerifierOptions, jwtVerifier } from "./jwt-verifier.ts";
export { type MutualTlsOptions, mutualTls } from "./mutual-tls.ts";
export {
  type OAuth2AuthorizationCodeOptions,
  type OAuth2ClientCredentialsOptions,
  type OAuth2FlowOptions,
  type OAuth2Flows,
  type OAuth2Options,
  type OAuth2PasswordOptions,
  type OpenIdConnectOptions,
  oauth2,
  oauth2AuthorizationCodeBearer,
  oauth2ClientCredentials,
  oauth2PasswordBearer,
  openIdConnect,
} from "./oauth2.ts";
export {
  OAuth2Error,
  OAuth2ErrorBody,
  type OAuth2ErrorCode,
  oauth2Errors,
  oauth2PasswordForm,
  oauth2PasswordFormStrict,
  oauth2Refusals,
} from "./oauth2-password-form.ts";
export { type OpenIdConnectVerifierOptions, openIdConnectVerifier } from "./openid-connect-verifier.ts";
export type { SchemeOptions } from "./scheme.ts";
export type { JwtProfile, TokenTolerance } from "./token-rules.ts";
export { requireScopes, tokenScopes } from "./token-scopes.ts";
export { verifiedToken } from "./verified-token.ts";
export type { JwtVerifier, VerifiedJwt } from "./verify-jwt.ts";
