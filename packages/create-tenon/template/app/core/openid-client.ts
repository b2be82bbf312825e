/** Signing in with an outside OpenID Connect provider: the authorization code flow with PKCE, `state` and `nonce`. */
import { dependency, StartError } from "tenon";
import { z } from "zod";
import { EmailAddress } from "../schemas/user.ts";
import type { OpenIdSettings } from "./config.ts";
import { ProviderUnavailable, SignInNotFinished } from "./errors.ts";
import { settings } from "./settings.ts";

/** What a browser that sets out for the provider keeps, to be compared with what it comes back with. */
export interface OpenIdAttempt {
  readonly state: string;
  readonly nonce: string;
  /** The secret of RFC 7636: the code is worth nothing without it. */
  readonly verifier: string;
}

/** Who somebody is, by the provider's word. */
export interface ExternalIdentity {
  readonly issuer: string;
  readonly subject: string;
  /** An e-mail that the provider has verified; undefined when it says so of none. */
  readonly verifiedEmail: string | undefined;
  /** What the person is called there: a wish, no promise of anything. */
  readonly preferredUsername: string | undefined;
}

/** The provider as this service sees it. */
export interface OpenIdClient {
  /** @throws {ProviderUnavailable} */
  start(): Promise<{ readonly url: URL; readonly attempt: OpenIdAttempt }>;
  /**
   * Trades what the provider gave the browser for an identity.
   *
   * @throws {SignInNotFinished} when anything of it does not fit the attempt, or the provider refuses
   * @throws {ProviderUnavailable}
   */
  finish(answer: Readonly<Record<string, string>>, attempt: OpenIdAttempt): Promise<ExternalIdentity>;
}

type Library = typeof import("openid-client");

const timeoutSeconds = 5;

/** Makes the client of a provider. Its discovery document is read at the first use, so that one that is down stops no start. */
export async function openIdClient(options: OpenIdSettings): Promise<OpenIdClient> {
  const library = await import("openid-client");
  const { issuer, clientId, clientSecret, redirectUri, scope } = options;
  let discovered: ReturnType<Library["discovery"]> | undefined;

  /** Read once; after a failure again at the next use. */
  const configuration = async () => {
    discovered ??= library.discovery(
      new URL(issuer),
      clientId,
      undefined,
      clientSecret === undefined ? library.None() : library.ClientSecretBasic(clientSecret.reveal()),
      {
        timeout: timeoutSeconds,
        // The signature of an ID token is checked, too, although it comes from the provider itself. The settings take plain
        // HTTP outside of production only.
        execute: [
          library.enableNonRepudiationChecks,
          ...(issuer.startsWith("http:") ? [library.allowInsecureRequests] : []),
        ],
      },
    );
    try {
      return await discovered;
    } catch (cause) {
      discovered = undefined;
      throw unavailable(cause);
    }
  };

  return {
    async start() {
      const provider = await configuration();
      const attempt = {
        state: library.randomState(),
        nonce: library.randomNonce(),
        verifier: library.randomPKCECodeVerifier(),
      };
      const url = library.buildAuthorizationUrl(provider, {
        redirect_uri: redirectUri,
        scope,
        state: attempt.state,
        nonce: attempt.nonce,
        code_challenge: await library.calculatePKCECodeChallenge(attempt.verifier),
        code_challenge_method: "S256",
      });
      return { url, attempt };
    },

    async finish(answer, { state, nonce, verifier }) {
      const provider = await configuration();
      const url = new URL(redirectUri);
      for (const [name, value] of Object.entries(answer)) url.searchParams.set(name, value);
      try {
        const tokens = await library.authorizationCodeGrant(provider, url, {
          expectedState: state,
          expectedNonce: nonce,
          pkceCodeVerifier: verifier,
          idTokenExpected: true,
        });
        const idToken = Claims.parse(tokens.claims());
        // OpenID Connect Core 1.0, 5.4: beside an access token, what `email` and `profile` ask for may stand there only.
        const askMore =
          idToken.email === undefined && provider.serverMetadata().userinfo_endpoint !== undefined;
        const person = askMore
          ? Person.parse(await library.fetchUserInfo(provider, tokens.access_token, idToken.sub))
          : idToken;
        return identityOf(idToken, person);
      } catch (cause) {
        throw isUnavailable(library, cause)
          ? unavailable(cause)
          : new SignInNotFinished(undefined, { cause });
      }
    },
  };
}

/** The provider of the running service: for routes that are there only where one is set. */
export const openIdProvider = dependency(
  { scope: "app", name: "openIdProvider", depends: { settings } },
  ({ settings }) => {
    if (settings.openId === undefined) throw new StartError("OIDC_ISSUER is not set: there is no provider");
    return openIdClient(settings.openId);
  },
);

const Person = z.object({
  email: z.string().optional(),
  // Some providers write a text.
  email_verified: z
    .union([z.boolean(), z.literal("true").transform(() => true)])
    .optional()
    .catch(false),
  preferred_username: z.string().optional(),
});

const Claims = Person.extend({ iss: z.string(), sub: z.string().min(1).max(255) });

function identityOf(
  { iss, sub }: z.infer<typeof Claims>,
  { email, email_verified, preferred_username }: z.infer<typeof Person>,
): ExternalIdentity {
  const address = EmailAddress.safeParse(email);
  return {
    issuer: iss,
    subject: sub,
    verifiedEmail: email_verified === true && address.success ? address.data : undefined,
    preferredUsername: preferred_username,
  };
}

/**
 * Whether what the browser brought is not at fault: no answer, a 5xx, what no provider says, or a client that the provider
 * does not know, which is ours to set right.
 */
function isUnavailable({ ClientError, ResponseBodyError }: Library, error: unknown): boolean {
  if (error instanceof ResponseBodyError)
    return error.status >= 500 || /^(invalid|unauthorized)_client$/.test(error.error);
  // `fetch` fails with a TypeError.
  if (error instanceof TypeError) return true;
  return error instanceof ClientError && unavailableCodes.has(error.code ?? "");
}

const unavailableCodes: ReadonlySet<string> = new Set([
  "OAUTH_TIMEOUT",
  "OAUTH_ABORT",
  "OAUTH_RESPONSE_IS_NOT_CONFORM",
  "OAUTH_RESPONSE_IS_NOT_JSON",
  "OAUTH_PARSE_ERROR",
]);

function unavailable(cause: unknown): Error {
  return new ProviderUnavailable(undefined, { cause, headers: { "retry-after": `${timeoutSeconds}` } });
}
