import type { Middleware } from "../http/middleware.ts";
import { headerValue } from "./header-syntax.ts";
import { isSecure } from "./secure-connection.ts";

/** `Strict-Transport-Security` (RFC 6797, 6.1). */
export interface HstsOptions {
  /** How long browsers insist on HTTPS, in seconds. Default: 31536000, a year. */
  readonly maxAge?: number;
  /** Whether every subdomain is meant too. Default: false. */
  readonly includeSubDomains?: boolean;
  /** Whether browsers may build it in (hstspreload.org); hard to take back. Default: false. */
  readonly preload?: boolean;
}

/** What answers say about how browsers are to treat them; `false` leaves a header out. */
export interface SecureHeadersOptions {
  /** `X-Content-Type-Options: nosniff` (Fetch standard). Default: true. */
  readonly contentTypeOptions?: boolean;
  /** `Referrer-Policy` (W3C). Default: `no-referrer`. */
  readonly referrerPolicy?: string | false;
  /** `X-Frame-Options` (RFC 7034), for what does not know `frame-ancestors`. Default: `DENY`. */
  readonly frameOptions?: "DENY" | "SAMEORIGIN" | false;
  /** `Cross-Origin-Opener-Policy` (HTML standard). Default: `same-origin`. */
  readonly crossOriginOpenerPolicy?: string | false;
  /** `Cross-Origin-Resource-Policy` (Fetch standard); CORS requests are not its matter. Default: `same-origin`. */
  readonly crossOriginResourcePolicy?: string | false;
  /** `Content-Security-Policy` (W3C). Default: `default-src 'none'; frame-ancestors 'none'`, right for data. */
  readonly contentSecurityPolicy?: string | false;
  /** `Permissions-Policy` (W3C), such as `camera=(), geolocation=()`. Default: none. */
  readonly permissionsPolicy?: string | false;
  /** `Strict-Transport-Security`, sent over HTTPS only. Default: false, for a browser remembers it per host, all ports. */
  readonly hsts?: boolean | HstsOptions;
  /** Whether `X-Forwarded-Proto` says what the client used, for `hsts`. Only behind a proxy that sets it. Default: false. */
  readonly trustForwardedProto?: boolean;
}

/**
 * Adds the headers that keep a browser from treating an answer as more than data. A header the reply has set stays: a page
 * brings its own `Content-Security-Policy`.
 *
 * @param options one per header; see `SecureHeadersOptions` for the defaults
 * @throws {TypeError} when a value cannot stand in a header
 * @example
 * secureHeaders({ hsts: { includeSubDomains: true }, permissionsPolicy: "camera=(), microphone=()" });
 */
export function secureHeaders(options: SecureHeadersOptions = {}): Middleware {
  const { hsts = false, trustForwardedProto = false } = options;
  const block = blockOf(options);
  const strictTransport = hsts === false ? undefined : hstsValue(hsts === true ? {} : hsts);
  return {
    name: "secureHeaders",
    response(exchange, reply) {
      for (const [name, value] of block) if (reply.get(name) === undefined) reply.append(name, value);
      // Over plain HTTP it must not be sent (RFC 6797, 7.2): whoever can change that answer could send it as well.
      if (strictTransport === undefined || !isSecure(exchange, trustForwardedProto)) return undefined;
      const name = "strict-transport-security";
      if (reply.get(name) === undefined) reply.append(name, strictTransport);
      return undefined;
    },
  };
}

function blockOf(options: SecureHeadersOptions): readonly (readonly [name: string, value: string])[] {
  const {
    contentTypeOptions = true,
    referrerPolicy = "no-referrer",
    frameOptions = "DENY",
    crossOriginOpenerPolicy = "same-origin",
    crossOriginResourcePolicy = "same-origin",
    contentSecurityPolicy = "default-src 'none'; frame-ancestors 'none'",
    permissionsPolicy = false,
  } = options;
  const wanted: readonly (readonly [name: string, value: string | false])[] = [
    ["x-content-type-options", contentTypeOptions && "nosniff"],
    ["referrer-policy", referrerPolicy],
    ["x-frame-options", frameOptions],
    ["cross-origin-opener-policy", crossOriginOpenerPolicy],
    ["cross-origin-resource-policy", crossOriginResourcePolicy],
    ["content-security-policy", contentSecurityPolicy],
    ["permissions-policy", permissionsPolicy],
  ];
  return wanted.flatMap(([name, value]) =>
    value === false ? [] : [[name, headerValue(`secureHeaders: ${name}`, value)] as const],
  );
}

function hstsValue({ maxAge = 31_536_000, includeSubDomains = false, preload = false }: HstsOptions): string {
  if (!Number.isSafeInteger(maxAge) || maxAge < 0) {
    throw new TypeError(`secureHeaders({ hsts }): maxAge is a number of seconds, not ${maxAge}`);
  }
  return `max-age=${maxAge}${includeSubDomains ? "; includeSubDomains" : ""}${preload ? "; preload" : ""}`;
}
