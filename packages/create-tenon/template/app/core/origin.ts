/** Where a request comes from, as far as that can be known: for lists of sign-ins and the audit trail. */
import { clientAddress, dependency, exchange } from "tenon";

/** An address and what the client calls itself. Both can be forged or absent. */
export interface Origin {
  readonly address: string | null;
  readonly userAgent: string | null;
}

/** For what no request asked for: commands of the terminal, and work after an answer. */
export const noOrigin: Origin = { address: null, userAgent: null };

const longestUserAgent = 256;

/** The origin of this request. */
export const origin = dependency(
  { name: "origin", depends: { address: clientAddress, exchange } },
  ({ address, exchange }): Origin => ({
    address: address ?? null,
    userAgent: exchange.header("user-agent")?.slice(0, longestUserAgent) ?? null,
  }),
);
