/** What a page that shows a document may load and call: the strictest Content-Security-Policy its user interface works under. */
import type { OpenApiDocument } from "./document-types.ts";

/** The directives that a page adds to the common ones. */
export interface PagePolicy {
  readonly styles?: string;
  readonly workers?: string;
  /** Other origins that the page may call. */
  readonly connect?: readonly string[];
}

/** The value of the header. Scripts are files of this origin, always; nothing is inline. */
export function contentSecurityPolicy({ styles = "", workers, connect = [] }: PagePolicy): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self'${styles === "" ? "" : ` ${styles}`}`,
    "img-src 'self' data:",
    `connect-src ${["'self'", ...connect].join(" ")}`,
    ...(workers === undefined ? [] : [`worker-src ${workers}`]),
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join("; ");
}

/** The origins, other than the page's own, that trying an operation may call: the document's servers and token endpoints. */
export function calledOrigins({ servers, components = {} }: OpenApiDocument): string[] {
  const schemes = Object.values(components.securitySchemes ?? {});
  const flows = schemes.flatMap(({ flows: all }) =>
    Object.values((all ?? {}) as Record<string, Record<string, unknown>>),
  );
  const urls = [
    ...servers.map(({ url }) => url),
    ...flows.flatMap(({ tokenUrl, refreshUrl }) => [tokenUrl, refreshUrl]),
    ...schemes.map(({ openIdConnectUrl }) => openIdConnectUrl),
  ];
  return [...new Set(urls.flatMap(originOf))].sort();
}

function originOf(url: unknown): string[] {
  // With variables in it, its origin is not known before the reader has chosen.
  if (typeof url !== "string" || url.includes("{") || !/^https?:\/\//i.test(url) || !URL.canParse(url))
    return [];
  return [new URL(url).origin];
}
