/**
 * What proxies say about a request, believed only of those that are trusted: who the client is, which scheme it used, which host
 * it asked for. The headers of anybody else are what a client may have made up.
 *
 * Sources: RFC 7239 (`Forwarded`); the `X-Forwarded-*` headers have no specification, and mean what nginx and others set.
 */
import type { IncomingMessage } from "node:http";
import { BlockList, isIP, isIPv4 } from "node:net";
import { forwardedHops, type Hop, xForwardedHops } from "./forwarded-headers.ts";

/** A request as its client sent it. */
export interface ClientView {
  readonly address: string | undefined;
  readonly encrypted: boolean | undefined;
  readonly host: string | undefined;
}

const named: Readonly<Record<string, readonly string[]>> = {
  loopback: ["127.0.0.0/8", "::1/128"],
  linklocal: ["169.254.0.0/16", "fe80::/10"],
  uniquelocal: ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7"],
};

/** The proxies of a server. */
export class TrustedProxies {
  readonly #ranges = new BlockList();
  readonly #unix: boolean;
  readonly #hops: (incoming: IncomingMessage) => readonly Hop[];

  /** @throws {TypeError} for what is neither an address, nor a range, nor a name */
  constructor(proxies: readonly string[], headers: "x-forwarded" | "forwarded") {
    for (const range of proxies.flatMap((one) => named[one] ?? [one])) {
      if (range !== "unix") this.#add(range);
    }
    this.#unix = proxies.includes("unix");
    this.#hops = headers === "forwarded" ? forwardedHops : xForwardedHops;
  }

  /** What trusted proxies say of a request; undefined when it came from somebody else. */
  view(incoming: IncomingMessage): ClientView | undefined {
    const peer = incoming.socket.remoteAddress;
    if (!(peer === undefined ? this.#unix : this.#trusts(peer))) return undefined;
    // Each hop was added by the one behind it: as long as that one is trusted, what it says counts.
    const hops = this.#hops(incoming);
    let at = hops.length - 1;
    while (at > 0 && this.#trusts(hops[at]?.address ?? "")) at -= 1;
    const hop = hops[at];
    return { address: hop?.address ?? peer, encrypted: encryptedBy(hop?.proto), host: hop?.host };
  }

  #add(range: string): void {
    const [address = "", bits, ...rest] = range.split("/");
    const version = isIP(address);
    const most = version === 6 ? 128 : 32;
    const prefix = bits === undefined ? most : Number(bits);
    const valid =
      version !== 0 && rest.length === 0 && bits !== "" && Number.isInteger(prefix) && prefix >= 0;
    if (!valid || prefix > most) {
      throw new TypeError(
        `trustProxy: "${range}" is no address, no range such as 10.0.0.0/8 or fd00::/8, and none of loopback, linklocal, uniquelocal, unix`,
      );
    }
    this.#ranges.addSubnet(address, prefix, version === 6 ? "ipv6" : "ipv4");
  }

  #trusts(address: string): boolean {
    // A socket for both versions shows IPv4 clients as ::ffff:10.0.0.1; the block list compares those as IPv4.
    return isIP(address) !== 0 && this.#ranges.check(address, isIPv4(address) ? "ipv4" : "ipv6");
  }
}

function encryptedBy(proto: string | undefined): boolean | undefined {
  if (proto === "https" || proto === "wss") return true;
  return proto === "http" || proto === "ws" ? false : undefined;
}
