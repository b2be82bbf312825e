/** The cookie that keeps what a browser set out for the provider with, until it comes back. */
import { dependency, type Reply, type ResponseDraft } from "tenon";
import { z } from "zod";
import { SignInNotFinished } from "./errors.ts";
import type { OpenIdAttempt } from "./openid-client.ts";
import { currentSettings } from "./settings.ts";

const isHttps = currentSettings().publicUrl.startsWith("https:");

/** The prefix keeps other hosts of the domain from setting it: nobody else can choose what a browser comes back to. */
const name = isHttps ? "__Host-openid" : "openid";

const lifetimeSeconds = 600;

const Attempt = z.tuple([z.string().min(16), z.string().min(16), z.string().min(43)]);

/** Puts it into the answer that sends the browser away. `Lax`: it comes back by a link of another site. */
export function rememberAttempt(reply: Reply, { state, nonce, verifier }: OpenIdAttempt): Reply {
  return reply.cookie(name, [state, nonce, verifier].join("."), {
    httpOnly: true,
    secure: isHttps,
    sameSite: "lax",
    maxAge: lifetimeSeconds,
  });
}

/** Takes it away: it was of use. */
export function forgetAttempt(out: ResponseDraft): void {
  out.deleteCookie(name, { httpOnly: true, secure: isHttps });
}

/**
 * What this browser set out with.
 *
 * @throws {SignInNotFinished} when it did not, or too long ago
 */
export const openIdAttempt = dependency(
  { name: "openIdAttempt", cookies: { [name]: z.string().max(500).optional() }, errors: [SignInNotFinished] },
  ({ cookies }): OpenIdAttempt => {
    const read = Attempt.safeParse(cookies[name]?.split("."));
    if (!read.success) throw new SignInNotFinished();
    const [state, nonce, verifier] = read.data;
    return { state, nonce, verifier };
  },
);
