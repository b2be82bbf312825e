/** Where and how a server listens. Everything has a default, and every default is a number somebody can look up here. */

/** Where a server listens, and how long it waits. All times are in milliseconds. */
export interface ServerSettings {
  /** The address to listen on. Default: `127.0.0.1`, this machine only; `0.0.0.0` under `tenon serve`. */
  readonly host?: string;
  /** 0 takes any free port. Default: 8000. */
  readonly port?: number;
  /** The path of a Unix socket to listen on, instead of host and port. */
  readonly socket?: string;
  /**
   * How long an idle connection is kept. It must be longer than the proxy in front keeps its own (nginx and AWS 60 s, Traefik 90 s,
   * Caddy 120 s): who closes first decides, and a request sent to a closed connection is lost. Default: 125,000.
   */
  readonly keepAliveTimeout?: number;
  /** How long the head of a request may take. Default: 30,000. */
  readonly headersTimeout?: number;
  /** How long a whole request may take to arrive, body included; 0 for no limit. Default: 120,000. */
  readonly requestTimeout?: number;
  /** The most bytes of a request's head. Default: 16 KiB (16,384). */
  readonly maxHeaderSize?: number;
  /** How often the two limits above are looked after. Default: 2,000. */
  readonly connectionsCheckingInterval?: number;
  /**
   * While the server stops: how long a connection without a request is kept, so that one that is already on its way gets its
   * answer and is told that the connection ends. Default: 2,000.
   */
  readonly idleGrace?: number;
  /**
   * While the server stops: how long it goes on as before, but for its readiness (503), so that a load balancer has looked away
   * when it accepts nothing more. Longer than the time in which a probe is noticed. Default: 0.
   */
  readonly drainDelay?: number;
  /**
   * While the server stops: when connections are cut, finished or not; counted from the end of `drainDelay`. Default: 25,000, below
   * the 30 s of Kubernetes.
   */
  readonly closeDeadline?: number;
  /** HTTPS with the certificate chain and the private key in these files (PEM), instead of HTTP. */
  readonly tls?: TlsFiles;
  /**
   * The proxies whose forwarded headers say who the client is: addresses, ranges (`10.0.0.0/8`, `fd00::/8`), or the names
   * `loopback`, `linklocal`, `uniquelocal` and `unix` (whoever reaches a Unix socket). Default: none, the headers are ignored.
   */
  readonly trustProxy?: readonly string[];
  /**
   * Which headers those proxies set: `X-Forwarded-For`, `-Proto` and `-Host`, or `Forwarded` (RFC 7239). One of the two, because a
   * proxy passes the other on as the client wrote it. Default: `x-forwarded`.
   */
  readonly forwardedHeaders?: "x-forwarded" | "forwarded";
}

/** Where the parts of a server's identity are. */
export interface TlsFiles {
  /** The certificate and those between it and the root, in this order. */
  readonly cert: string;
  readonly key: string;
}

/** What a module exports as `server`: how `tenon serve` and `tenon dev` serve its app. */
export interface ServiceSettings extends ServerSettings {
  /**
   * How many processes serve, on `node:cluster`: a number, or `auto` for as many as the container or the machine has processors.
   * Default: one, without a process above it.
   */
  readonly workers?: number | "auto";
}

/** Settings with nothing left open. */
export type CompleteSettings = Required<Omit<ServerSettings, Optional>> & Pick<ServerSettings, Optional>;

type Optional = "socket" | "tls" | "trustProxy";

const defaults: CompleteSettings = {
  host: "127.0.0.1",
  port: 8000,
  keepAliveTimeout: 125_000,
  headersTimeout: 30_000,
  requestTimeout: 120_000,
  maxHeaderSize: 16_384,
  connectionsCheckingInterval: 2_000,
  idleGrace: 2_000,
  drainDelay: 0,
  closeDeadline: 25_000,
  forwardedHeaders: "x-forwarded",
};

/** Fills in the defaults; what is given as undefined counts as not given. */
export function completeSettings(
  settings: { readonly [K in keyof ServerSettings]: ServerSettings[K] | undefined },
): CompleteSettings {
  const given = Object.entries(settings).filter(([, value]) => value !== undefined);
  return { ...defaults, ...Object.fromEntries(given) };
}
