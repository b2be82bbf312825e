/** The answer that carries tokens, whatever was shown for them. */
import type { ResponseDraft } from "tenon";
import type { Grant } from "../../services/sign-in-service.ts";

/** A grant in the words of RFC 6749, 5.1. Nobody on the way may keep it. */
export function tokenResponse(
  { accessToken, expiresInSeconds, refreshToken, scopes }: Grant,
  out: ResponseDraft,
) {
  out.set("cache-control", "no-store").set("pragma", "no-cache");
  return {
    access_token: accessToken,
    token_type: "bearer" as const,
    expires_in: expiresInSeconds,
    refresh_token: refreshToken,
    scope: scopes.join(" "),
  };
}
