/** What is wrong with the head of a request beyond what Node's parser refuses: too much of it, or read differently elsewhere. */
import { HttpError } from "../http/errors.ts";
import { hostSyntax } from "../http/host.ts";
import type { NodeExchange } from "./node-exchange.ts";

/** The most characters of a target, path and query together; RFC 9110, 4.1 asks for 8,000 at least. */
const longestTarget = 8_192;

/** The most header fields. Browsers behind two proxies send about 40; Apache and Tomcat stop at 100. */
const mostFields = 200;

/** Looks at heads, and remembers the host that was good: most requests name the same. */
export class HeadRules {
  #goodHost: string | undefined = undefined;

  /** Why a request is refused, if it is. */
  fault(exchange: NodeExchange): HttpError | undefined {
    const { incoming, path, hosts, host, transferCoding } = exchange;
    if (path === "") return new HttpError(400, "The request target must be a path");
    if ((incoming.url as string).length > longestTarget)
      return new HttpError(414, `The request target is longer than ${longestTarget} characters`);
    if (incoming.rawHeaders.length > 2 * mostFields)
      return new HttpError(431, `The request has more than ${mostFields} header fields`);
    // HTTP/1.0 may go without.
    if (hosts !== 1 && (hosts > 1 || incoming.httpVersionMinor > 0))
      return new HttpError(400, "A request must have one Host header");
    if (hosts === 1 && host !== this.#goodHost) {
      if (!hostSyntax.test(host)) return new HttpError(400, "The Host header does not name a host");
      this.#goodHost = host;
    }
    // Others are decoded by nobody here; what is not chunked in the end has no end (RFC 9112, 6.3).
    if (transferCoding !== undefined && transferCoding.toLowerCase() !== "chunked")
      return new HttpError(400, "The only Transfer-Encoding that is read here is chunked");
    return undefined;
  }
}
