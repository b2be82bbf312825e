/** What every scheme is: a dependency that reads one credential of the request and stands in the document. */
import { type Dependency, makeDependency } from "../depends/dependency.ts";
import { MissingCredentialError } from "../depends/scheme.ts";
import type { Exchange } from "../http/exchange.ts";

/** What the schemes have in common. */
export interface SchemeOptions {
  /** The name of the scheme in the document; each kind has its own default. */
  readonly name?: string;
  /** For the document, in Markdown. */
  readonly description?: string;
}

/** The parts of a scheme. */
export interface SchemeParts<Value> {
  readonly name: string;
  /** The OpenAPI Security Scheme Object. */
  readonly object: Readonly<Record<string, unknown>>;
  /** The scopes it knows; undefined where it lists none, and so takes any. */
  readonly scopes?: Readonly<Record<string, string>>;
  /** Reads the credential; throws a 401 where there is none. */
  readonly read: (exchange: Exchange) => Value;
}

/** Makes the dependency of a scheme. */
export function schemeDependency<Value, Scopes extends string>(
  { name, object, scopes, read }: SchemeParts<Value>,
  { description }: SchemeOptions,
): Dependency<Value, "http", never, Scopes> {
  return makeDependency({
    name,
    needs: {},
    touches: "http",
    scheme: { name, object: description === undefined ? object : { ...object, description }, scopes },
    provide: () => undefined,
    builtIn: (run) => read(run.exchange as Exchange),
  }) as Dependency<Value, "http", never, Scopes>;
}

/** The answer when nothing was sent: a challenge without an error code. */
export function missingCredential(challenge: string): MissingCredentialError {
  return new MissingCredentialError(401, "Not authenticated", { headers: { "www-authenticate": challenge } });
}

/**
 * The part of the `Authorization` header behind a scheme's word; undefined when the header is absent or of another scheme.
 * Of several lines the first counts. Node passes on no other; a web `Headers` joins them with commas.
 */
export function authorizationFor(
  exchange: Exchange,
  scheme: "basic" | "bearer" | "digest",
): string | undefined {
  const header = exchange.header("authorization");
  if (header === undefined) return undefined;
  const space = header.indexOf(" ");
  const word = space === -1 ? header : header.slice(0, space);
  if (word.toLowerCase() !== scheme) return undefined;
  if (space === -1) return "";
  const credential = header.slice(space + 1);
  const second = credential.includes(",") ? credential.search(nextLine[scheme]) : -1;
  return (second === -1 ? credential : credential.slice(0, second)).trim();
}

const nextLine = { basic: /, *basic /i, bearer: /, *bearer /i, digest: /, *digest /i };
