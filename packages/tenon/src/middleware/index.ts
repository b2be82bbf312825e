/** Middleware that comes with Tenon: `import { cors, requestId } from "tenon/middleware"`. */
export type { Middleware, MiddlewareFunction, MiddlewareHooks, Next } from "../http/middleware.ts";
export { type AccessLogLine, type AccessLogOptions, accessLog } from "./access-log.ts";
export { authentication, type VerifyPrincipal } from "./authentication.ts";
export { type CompressionOptions, compression } from "./compression.ts";
export type { ContentEncoding } from "./content-encoders.ts";
export { type CorsOptions, cors } from "./cors.ts";
export type { Origins, OriginTest } from "./cors-origins.ts";
export { type HttpsRedirectOptions, httpsRedirect } from "./https-redirect.ts";
export { type RequestIdOptions, requestId } from "./request-id.ts";
export { type HstsOptions, type SecureHeadersOptions, secureHeaders } from "./secure-headers.ts";
export { type TrustedHostOptions, trustedHost } from "./trusted-host.ts";
