/** Security schemes as dependencies, and the answers that refuse. */
export { type ApiKeyOptions, apiKeyCookie, apiKeyHeader, apiKeyQuery } from "./api-key.ts";
export { type HttpBearerOptions, httpBearer, insufficientScope, invalidToken } from "./bearer.ts";
export { type BasicCredentials, type HttpBasicOptions, httpBasic, httpDigest } from "./http-basic.ts";
export {
  type OAuth2AuthorizationCodeOptions,
  type OAuth2ClientCredentialsOptions,
  type OAuth2FlowOptions,
  type OAuth2PasswordOptions,
  type OpenIdConnectOptions,
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
} from "./oauth2-password-form.ts";
export type { SchemeOptions } from "./scheme.ts";
