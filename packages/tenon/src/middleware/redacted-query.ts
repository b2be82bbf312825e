/** A query that may be logged: what looks like a secret is left out, by its name or by its form. */

/** Parts of names whose values let somebody in. */
const secretName =
  /token|secret|passw|code|key|signature|sig$|auth|credential|session|ticket|otp|state|nonce|assertion|jwt|hash/i;
/** A JSON Web Token, whatever it is called. */
const secretValue = /^eyJ[\w-]+\.[\w-]*\./;

/**
 * The query with the values of secrets replaced.
 * @param query without the question mark, as it was sent
 */
export function redactedQuery(query: string): string {
  return query
    .split("&")
    .map((pair) => {
      const at = pair.indexOf("=");
      if (at === -1) return pair;
      const isSecret = secretName.test(decoded(pair.slice(0, at))) || secretValue.test(pair.slice(at + 1));
      return isSecret ? `${pair.slice(0, at)}=[redacted]` : pair;
    })
    .join("&");
}

/** A name that is no percent-encoding is itself. */
function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
