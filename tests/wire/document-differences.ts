/**
 * Where a document of ours says otherwise on purpose. As in differences.ts, each reason is a row of the table of differences in
 * docs/coming-from-fastapi.md, and what stands at each place instead is tested.
 */

/** A row of the table, with the places of the documents that show it. */
export interface DocumentDifferenceOnPurpose {
  readonly reason: string;
  /** By application, by operation, by place: what ours says there. */
  readonly places: Readonly<Record<string, Readonly<Record<string, OwnWords>>>>;
}

/** What our document says at the places of one operation that differ. */
export type OwnWords = Readonly<Record<string, unknown>>;

/** Why places of one operation differ, and what stands there instead. */
export interface DocumentPurpose {
  readonly reason: string;
  readonly own: OwnWords;
}

/** Nothing stands there. */
export const nothing = undefined;

const body = "body as application/json/properties";
const answer = "answer 200 as application/json/properties";

/** A row whose fields may be left out: none has a default. */
function sparse(at: string): OwnWords {
  return {
    [`${at}/title/default`]: nothing,
    [`${at}/rank/default`]: nothing,
    [`${at}/tags/default`]: nothing,
  };
}

/** Security that may be shown and need not be, with these scopes. */
function collected(...scopes: string[]): OwnWords {
  const granted = { a: "", b: "", inner: "", outer: "", shared: "", low: "" };
  const scheme = { type: "oauth2", flows: { password: { tokenUrl: "auth/token", scopes: granted } } };
  return { security: [[{ scheme, scopes }], []] };
}

const key = { scheme: { type: "apiKey", name: "X-API-Key", in: "header" }, scopes: [] };
const bearer = { scheme: { type: "http", scheme: "bearer" }, scopes: [] };
const password = {
  scheme: { type: "oauth2", flows: { password: { tokenUrl: "token", scopes: {} } } },
  scopes: [],
};

/** What may be shown, and need not be. */
function optional(scheme: object): OwnWords {
  return { security: [[{ scheme, scopes: [] }], []] };
}

export const documentDifferencesOnPurpose: readonly DocumentDifferenceOnPurpose[] = [
  {
    // Recorded is an operation that no request reaches.
    reason: "the most specific wins; a duplicate is refused at start-up",
    places: { "01_path_params": { "GET /files/{file_path}/info": { "the operation": nothing } } },
  },
  {
    // No answer to HEAD has a body, the recorded ones neither (RFC 9110, 9.3.2).
    reason: "HEAD follows GET, OPTIONS answers, `Allow` is the union",
    places: {
      "10_response_control": { "HEAD /headed": { "answer 200 as application/json": nothing } },
      "12_routing": { "HEAD /with-head": { "answer 200 as application/json": nothing } },
    },
  },
  {
    reason: "refused",
    places: { "12_routing": { "TRACE /trace-only": { "the operation": nothing } } },
  },
  {
    reason: "one name in one place has one schema within an operation; two are refused at start-up",
    places: {
      "03_query_lists_models": {
        "GET /page-and-scalar": {
          "query parameter limit/schema/default": 20,
          "query parameter limit/schema/exclusiveMinimum": 0,
          "query parameter limit/schema/maximum": 100,
        },
      },
      "18_openapi_docs": {
        "GET /depends": {
          "query parameter limit/schema/default": 9,
          "query parameter limit/schema/type": "integer",
        },
      },
    },
  },
  {
    // FastAPI promises for whoever receives what we send, and in its own shape.
    reason: "declared errors are, from dependencies too",
    places: {
      "18_openapi_docs": {
        "POST /things": { "callback pushed POST {$request.body.homepage}/pushed/answers 422": nothing },
        "webhook new-thing POST": { "answers 422": nothing },
      },
    },
  },
  {
    reason: "a derived schema says what is taken or sent, and so does the document",
    places: {
      "06_body_shapes": {
        "PATCH /settings": { [`${body}/colour/default`]: nothing, [`${body}/tags/default`]: nothing },
      },
      "09_response_models": {
        "GET /rows-unset/{key}": sparse(answer),
        "GET /rows-defaults/{key}": sparse(answer),
        "GET /rows-none/{key}": sparse(answer),
        "GET /rows-map": sparse("answer 200 as application/json/additionalProperties/properties"),
        "GET /rows-include/{key}": {
          [`${answer}/note`]: nothing,
          [`${answer}/rank`]: nothing,
          [`${answer}/tags`]: nothing,
        },
        "GET /rows-exclude/{key}": {
          [`${answer}/tags`]: nothing,
          [`${answer}/owner/anyOf/0/properties/email`]: nothing,
          "answer 200 as application/json/required": ["id", "owner"],
        },
        "GET /aliased-by-name": {
          [`${answer}/_id`]: nothing,
          [`${answer}/theSize`]: nothing,
          [`${answer}/id_`]: { type: "integer" },
          [`${answer}/size`]: { type: "integer" },
          "answer 200 as application/json/required": ["id_", "size"],
        },
      },
    },
  },
  {
    reason: "security in the document is exact: all of several, one of `anyOf`, none for `optional`",
    places: {
      "15_security_schemes": {
        "GET /key-header-soft": optional(key.scheme),
        "GET /key-query-soft": optional({ type: "apiKey", name: "api_key", in: "query" }),
        "GET /key-cookie-soft": optional({ type: "apiKey", name: "sid", in: "cookie" }),
        "GET /basic-soft": optional({ type: "http", scheme: "basic" }),
        "GET /bearer-soft": optional(bearer.scheme),
        "GET /oauth-soft": optional(password.scheme),
        "GET /either": { security: [[key, bearer], [key], [bearer], []] },
        "GET /both": { security: [[key, password]] },
      },
    },
  },
  {
    reason: "scopes belong to a scheme; asked for where there is none, the app does not start",
    places: {
      "16_oauth2_scopes": {
        "GET /collect-none": collected(),
        "GET /collect-one": collected("a", "b"),
        "GET /collect-nested": collected("inner", "outer", "shared"),
        "GET /collect-two": collected("a", "b"),
        "GET /collect-depends-between": collected("low"),
      },
    },
  },
];

/** The purposes of one application, by operation. */
export function documentPurposes(app: string): ReadonlyMap<string, readonly DocumentPurpose[]> {
  const found = new Map<string, DocumentPurpose[]>();
  for (const { reason, places } of documentDifferencesOnPurpose)
    for (const [operation, own] of Object.entries(places[app] ?? {}))
      found.set(operation, [...(found.get(operation) ?? []), { reason, own }]);
  return found;
}
