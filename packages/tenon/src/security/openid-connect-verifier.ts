/** The verifier of access tokens that an outside OpenID Connect provider makes. */
import type { OutputOf, Schema } from "../contract/schema.ts";
import { StartError } from "../depends/start-error.ts";
import { type AsymmetricAlgorithm, asymmetricAlgorithms, isAsymmetricAlgorithm } from "./jwt-algorithm.ts";
import { mayAsk, OpenIdProvider } from "./openid-provider.ts";
import { checkedNumber, type JwtProfile, type TokenTolerance, tokenRules } from "./token-rules.ts";
import { type JwtVerifier, type VerifiedJwt, verifyJwt } from "./verify-jwt.ts";

/** Options of `openIdConnectVerifier`. `clockToleranceSeconds` is 30 by default. */
export interface OpenIdConnectVerifierOptions<Claims extends Schema>
  extends Omit<JwtProfile<Claims>, "typ">,
    TokenTolerance {
  /**
   * The kind of token. Default: `at+jwt` (RFC 9068), which keeps an ID token from being taken for an access token. For a
   * provider that writes another, its word, such as `JWT`; `false` for one that writes none: then the audience alone tells
   * them apart.
   */
  readonly typ?: string | false;
  /** The algorithms it may sign with. Default: all of a pair of keys. */
  readonly algorithms?: readonly AsymmetricAlgorithm[];
  /** Also ask over plain HTTP: for development and tests, where nobody stands between. Default: false. */
  readonly allowHttp?: boolean;
  /** How long its keys are kept, in seconds: how long one that it withdraws is still accepted. Default: 600. */
  readonly keysMaxAgeSeconds?: number;
  /** After the keys were read, how long a token with an unknown `kid` makes nobody read them again, in seconds. Default: 30. */
  readonly cooldownSeconds?: number;
  /** How long its answer is waited for, in seconds. Default: 5. */
  readonly timeoutSeconds?: number;
  /** After a failure, how long it is left alone, in seconds: the `Retry-After` of the 503. Default: 5. */
  readonly retryAfterSeconds?: number;
  /** What asks it: for a proxy, or in a test. Default: the global `fetch`. */
  readonly fetch?: typeof fetch;
}

/**
 * Verifies access tokens of a provider, with the keys that its discovery document leads to. They are read when the first token
 * comes, so a provider that is down does not stop the start. While it cannot be asked, answers are 503 with `Retry-After`, not
 * 401: the token may be good. Else it refuses what `jwtVerifier` refuses.
 *
 * @throws {StartError} when the issuer is no `https` address, or an algorithm is one of shared secrets
 * @example
 * const issuer = "https://id.example.org";
 * const provider = dependency({ scope: "app" }, () =>
 *   openIdConnectVerifier({ issuer, audience: "https://api.example.org", claims: z.object({ sub: z.string() }) }),
 * );
 * const scheme = openIdConnect({ openIdConnectUrl: `${issuer}/.well-known/openid-configuration` });
 * export const caller = verifiedToken(scheme, provider);
 */
export function openIdConnectVerifier<Claims extends Schema>(
  options: OpenIdConnectVerifierOptions<Claims>,
): JwtVerifier<OutputOf<Claims>> {
  const { issuer, typ = "at+jwt", algorithms = asymmetricAlgorithms, allowHttp = false } = options;
  const rules = tokenRules({ ...options, typ }, place, 30);
  checkIssuer(issuer, allowHttp);
  checkAlgorithms(algorithms);
  const provider = new OpenIdProvider({
    issuer,
    algorithms,
    allowHttp,
    fetch: options.fetch ?? ((input, init) => fetch(input, init)),
    timeoutSeconds: seconds(options, "timeoutSeconds", 5, 0.001),
    keysMaxAgeSeconds: seconds(options, "keysMaxAgeSeconds", 600, 0),
    cooldownSeconds: seconds(options, "cooldownSeconds", 30, 0),
    retryAfterSeconds: Math.ceil(seconds(options, "retryAfterSeconds", 5, 1)),
  });
  return {
    verify: (token) =>
      verifyJwt(token, rules, (header) => provider.key(header)) as Promise<VerifiedJwt<OutputOf<Claims>>>,
  };
}

const place = "openIdConnectVerifier";

type Duration = "timeoutSeconds" | "keysMaxAgeSeconds" | "cooldownSeconds" | "retryAfterSeconds";

function seconds(
  options: { readonly [name in Duration]?: number },
  name: Duration,
  otherwise: number,
  least: number,
): number {
  return checkedNumber(options[name] ?? otherwise, place, name, least);
}

function checkIssuer(issuer: string, allowHttp: boolean): void {
  const url = URL.canParse(issuer) ? new URL(issuer) : undefined;
  if (url === undefined || !mayAsk(url, allowHttp)) {
    throw new StartError(
      `${place}: the issuer "${issuer}" is no https address. It is the text of the iss claim, such as ` +
        '"https://id.example.org"; allowHttp is for development and tests.',
    );
  }
  if (issuer.includes("?") || issuer.includes("#"))
    throw new StartError(
      `${place}: the issuer "${issuer}" has a query or a fragment, and none has (OpenID Connect Discovery 1.0, 2).`,
    );
}

function checkAlgorithms(algorithms: readonly string[]): void {
  if (algorithms.length === 0)
    throw new StartError(`${place}: algorithms is empty, so every token would be refused.`);
  const wrong = algorithms.find((alg) => !isAsymmetricAlgorithm(alg));
  if (wrong === undefined) return;
  throw new StartError(
    `${place}: "${wrong}" is no algorithm of a pair of keys. A provider's keys are public: there are ${asymmetricAlgorithms.join(", ")}.`,
  );
}
