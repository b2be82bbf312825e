import type { Exchange } from "../http/exchange.ts";

/**
 * Whether the client's own connection is encrypted.
 *
 * Behind a proxy only the proxy knows. Of a list the first entry counts: it is about the client's hop, and a client that
 * lies about it (where a proxy appends instead of replacing) only deprives itself of a redirect.
 *
 * @param trustForwardedProto whether `X-Forwarded-Proto` is believed: only behind a proxy that sets it
 */
export function isSecure(exchange: Exchange, trustForwardedProto: boolean): boolean {
  if (exchange.encrypted) return true;
  if (!trustForwardedProto) return false;
  const forwarded = exchange.header("x-forwarded-proto");
  return forwarded !== undefined && /^\s*https\s*(?:,|$)/i.test(forwarded);
}
