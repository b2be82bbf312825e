/** The one OAuth client there is: ours. It is public (a browser or an app can keep no secret), so it has a name only. */
import { dependency, exchange } from "tenon";
import { OAuth2Error } from "tenon/security";

/** The name of the first-party client: the `client_id` claim of its tokens. */
export const clientId = "first-party";

/** What a request to the token endpoint says about its client. */
export interface ClientClaim {
  readonly client_id?: string | undefined;
  readonly client_secret?: string | undefined;
}

/** The client's credentials in the `Authorization` header (RFC 6749, 2.3.1), or nothing. */
export const clientCredentials = dependency(
  { name: "clientCredentials", depends: { exchange } },
  ({ exchange }): ClientClaim => basicCredentials(exchange.header("authorization")),
);

/**
 * Lets the first-party client through: one that names itself, or says nothing.
 *
 * @throws {OAuth2Error} `invalid_client` for another name, or for a secret, which nobody has
 */
export function checkClient(...claims: readonly ClientClaim[]): void {
  for (const { client_id = clientId, client_secret = "" } of claims) {
    if (client_id !== clientId || client_secret !== "") {
      throw new OAuth2Error("invalid_client", `The only client is ${clientId}, and it has no secret`);
    }
  }
}

/** Credentials of another scheme are not the client's. Empty ones, as Swagger UI sends them, count as none. */
function basicCredentials(header: string | undefined): ClientClaim {
  const [, encoded] = /^basic +(\S+)$/i.exec(header ?? "") ?? [];
  if (encoded === undefined) return {};
  const text = Buffer.from(encoded, "base64").toString("utf8");
  const colon = text.indexOf(":");
  if (colon === -1)
    throw new OAuth2Error(
      "invalid_client",
      "The Basic credentials are no name and secret with a colon between",
    );
  const [id, secret] = [text.slice(0, colon), text.slice(colon + 1)];
  return id === "" && secret === "" ? {} : { client_id: id, client_secret: secret };
}
