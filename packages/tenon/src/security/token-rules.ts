/** What a token must say to be accepted, as it is declared and as it is made ready once. */
import { type Contract, contract } from "../contract/contract.ts";
import type { Schema } from "../contract/schema.ts";
import { StartError } from "../depends/start-error.ts";

/** What those who make a token and those who take it agree on. */
export interface JwtProfile<Claims extends Schema = Schema> {
  /**
   * What kind of token it is: `at+jwt` for an access token (RFC 9068). A token of another kind is refused, though the same
   * key signed it (RFC 8725, 3.11).
   */
  readonly typ: string;
  /** Who makes it: the `iss` claim, compared exactly. */
  readonly issuer: string;
  /** For whom it is: the `aud` claim; of several, one is enough. */
  readonly audience: string | readonly string[];
  /**
   * What else it says. The schema sees all claims; one that leaves unknown members out, as `z.object` does, need not name
   * `iss`, `aud`, `exp`.
   */
  readonly claims: Claims;
}

/** How strictly a token is looked at. */
export interface TokenTolerance {
  /** How far the clocks of the two sides may be apart, in seconds. */
  readonly clockToleranceSeconds?: number;
  /** The most characters of a token; a longer one is refused unread. Default: 8192. */
  readonly maxLength?: number;
}

/** The same, ready. */
export interface TokenRules {
  /** Undefined where the kind is not looked at. */
  readonly typ: string | undefined;
  readonly issuer: string;
  readonly audience: string | string[];
  readonly claims: Contract;
  readonly clockTolerance: number;
  readonly maxLength: number;
}

/** What rules are made from. */
export interface TokenRulesOptions extends Omit<JwtProfile, "typ">, TokenTolerance {
  readonly typ: string | false;
}

/**
 * Makes rules ready.
 * @param place for messages: `jwtVerifier`
 * @param clockTolerance the default, in seconds
 * @throws {StartError} when a rule would let everything pass, or nothing
 */
export function tokenRules(options: TokenRulesOptions, place: string, clockTolerance: number): TokenRules {
  const { typ, issuer, audience, claims } = options;
  const audiences = typeof audience === "string" || audience === undefined ? [audience] : [...audience];
  // A setting that is missing must not become a check that is missing.
  if (typ !== false) checkText(typ, place, "typ");
  checkText(issuer, place, "issuer");
  for (const one of audiences) checkText(one, place, "audience");
  if (audiences.length === 0)
    throw new StartError(`${place}: the audience is empty, so every token would be refused.`);
  return {
    typ: typ === false ? undefined : typ,
    issuer,
    audience: audiences,
    claims: contract(claims, `${place}: claims`),
    clockTolerance: checkedNumber(
      options.clockToleranceSeconds ?? clockTolerance,
      place,
      "clockToleranceSeconds",
      0,
    ),
    maxLength: checkedNumber(options.maxLength ?? 8192, place, "maxLength", 1),
  };
}

/** A number of at least so much. */
export function checkedNumber(value: number, place: string, name: string, least: number): number {
  if (Number.isFinite(value) && value >= least) return value;
  throw new StartError(`${place}: ${name} is ${value}; it is a number of at least ${least}.`);
}

function checkText(value: unknown, place: string, name: string): void {
  if (typeof value === "string" && value !== "") return;
  throw new StartError(
    `${place}: ${name} is ${value === "" ? "empty" : String(value)}, and it is what tokens are checked against.`,
  );
}
