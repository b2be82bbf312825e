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
  /** While the server stops: when connections are cut, finished or not. Default: 25,000, below the 30 s of Kubernetes. */
  readonly closeDeadline?: number;
}

/** Settings with nothing left open. */
export type CompleteSettings = Required<Omit<ServerSettings, "socket">> & Pick<ServerSettings, "socket">;

const defaults: CompleteSettings = {
  host: "127.0.0.1",
  port: 8000,
  keepAliveTimeout: 125_000,
  headersTimeout: 30_000,
  requestTimeout: 120_000,
  maxHeaderSize: 16_384,
  connectionsCheckingInterval: 2_000,
  idleGrace: 2_000,
  closeDeadline: 25_000,
};

/** Fills in the defaults; what is given as undefined counts as not given. */
export function completeSettings(
  settings: { readonly [K in keyof ServerSettings]: ServerSettings[K] | undefined },
): CompleteSettings {
  const given = Object.entries(settings).filter(([, value]) => value !== undefined);
  return { ...defaults, ...Object.fromEntries(given) };
}
