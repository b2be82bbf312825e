/** Node's own server with every limit said: HTTP, or HTTPS with certificates that can be read anew. */
import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { createServer as createTlsServer, type Server as TlsServer } from "node:https";
import { RequestMessage } from "./request-message.ts";
import type { CompleteSettings, TlsFiles } from "./serve-options.ts";
import { asksForWebSocket } from "./upgrade-request.ts";

/** The certificate or its key cannot be used; the message says which file and why. */
export class CertificateError extends Error {
  override readonly name = "CertificateError";
}

/** How long the handshake of TLS may take, in milliseconds. */
const handshake = 10_000;

/** @throws {CertificateError} when the files of `tls` cannot be used */
export function httpServer(settings: CompleteSettings): Server {
  const options = {
    headersTimeout: settings.headersTimeout,
    requestTimeout: settings.requestTimeout,
    keepAliveTimeout: settings.keepAliveTimeout,
    maxHeaderSize: settings.maxHeaderSize,
    connectionsCheckingInterval: settings.connectionsCheckingInterval,
    IncomingMessage: RequestMessage,
    // What announces no body has none: its stream need not be read to its end.
    optimizeEmptyRequests: true,
    // Whatever else a client would like to speak, it is answered in HTTP.
    shouldUpgradeCallback: asksForWebSocket,
    // The door says it in the app's error shape.
    requireHostHeader: false,
    // A client that vanished without a word is noticed, even in a stream that has nothing to say.
    keepAlive: true,
    keepAliveInitialDelay: 60_000,
  };
  const { tls } = settings;
  const server =
    tls === undefined
      ? createServer(options)
      : withCertificate(tls, (pair) =>
          createTlsServer({ ...options, ...pair, handshakeTimeout: handshake, minVersion: "TLSv1.2" }),
        );
  server.maxRequestsPerSocket = 0;
  // The size is limited already; beyond a number of headers Node would drop the rest without a word.
  server.maxHeadersCount = 0;
  return server;
}

/**
 * Reads the certificate anew: connections from now on get it, those that are open keep theirs.
 * @throws {CertificateError} when the files cannot be used; the server goes on with what it has
 */
export function renewCertificate(server: Server, tls: TlsFiles): void {
  withCertificate(tls, (pair) => (server as TlsServer).setSecureContext({ ...pair, minVersion: "TLSv1.2" }));
}

function withCertificate<Result>(
  { cert, key }: TlsFiles,
  use: (pair: { readonly cert: Buffer; readonly key: Buffer }) => Result,
): Result {
  const pair = { cert: contentOf(cert, "certificate"), key: contentOf(key, "key") };
  try {
    return use(pair);
  } catch (cause) {
    throw new CertificateError(
      `The certificate ${cert} and the key ${key} cannot be used together: ${(cause as Error).message}. Both must be PEM, and the key the certificate's.`,
      { cause },
    );
  }
}

function contentOf(path: string, what: string): Buffer {
  try {
    return readFileSync(path);
  } catch (cause) {
    throw new CertificateError(`The ${what} cannot be read: ${(cause as Error).message}.`, { cause });
  }
}
