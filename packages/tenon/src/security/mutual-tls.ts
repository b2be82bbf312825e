/** A client certificate as a credential (RFC 8705, OpenAPI 3.1 `mutualTLS`). */
import type { Dependency } from "../depends/dependency.ts";
import { MissingCredentialError } from "../depends/scheme.ts";
import type { Exchange } from "../http/exchange.ts";
import { type SchemeOptions, schemeDependency } from "./scheme.ts";

/** Options of mutual TLS. */
export interface MutualTlsOptions<Certificate> extends SchemeOptions {
  /**
   * The certificate that the connection was opened with, verified by whoever ended the TLS connection; undefined when there is
   * none. Behind a proxy it stands in a header (RFC 9440): read it only where nobody else can set that header.
   */
  readonly certificate: (exchange: Exchange) => Certificate | undefined;
}

/**
 * The client's certificate; 403 without one, since no header could ask for it. In the document: `MutualTLS`.
 *
 * @example
 * const client = mutualTls({ certificate: (exchange) => exchange.header("client-cert") });
 */
export function mutualTls<Certificate>(
  options: MutualTlsOptions<Certificate>,
): Dependency<Certificate, "http", never, string> {
  const { certificate, name = "MutualTLS" } = options;
  const read = (exchange: Exchange): Certificate => {
    const found = certificate(exchange);
    if (found === undefined) throw new MissingCredentialError(403, "A client certificate is required");
    return found;
  };
  return schemeDependency({ name, object: { type: "mutualTLS" }, read }, options);
}
