/** Where an app serves its document and the pages that show it. */

/** Paths of the document and its pages; `false` leaves one out. */
export interface DocsOptions {
  /** The OpenAPI document, as JSON. Without it there are no pages either. Default: `/openapi.json`. */
  readonly openapi?: string | false;
  /** Swagger UI: look at the operations and try them. Default: `/docs`. */
  readonly swagger?: string | false;
  /** ReDoc: read. Default: `/redoc`. */
  readonly redoc?: string | false;
  /** Where an authorisation server sends the browser back to after *Authorize*. Default: `/docs/oauth2-redirect`. */
  readonly oauth2Redirect?: string;
  /**
   * Options of Swagger UI, as JSON: `{ defaultModelsExpandDepth: -1, syntaxHighlight: false }`. Where the document is, and what
   * keeps secrets out of the browser's storage, cannot be changed. Default: none.
   */
  readonly swaggerParameters?: Readonly<Record<string, unknown>>;
  /** What *Authorize* is filled with: `{ clientId: "docs", usePkceWithAuthorizationCodeGrant: true }`. Default: nothing. */
  readonly initOAuth?: Readonly<Record<string, unknown>>;
}
