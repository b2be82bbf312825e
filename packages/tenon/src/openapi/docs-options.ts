/** Where an app serves its document and the pages that show it. */

/** Paths of the document and its pages; `false` leaves one out. */
export interface DocsOptions {
  /** The OpenAPI document, as JSON. Without it there are no pages either. Default: `/openapi.json`. */
  readonly openapi?: string | false;
  /** Swagger UI: look at the operations and try them. Default: `/docs`. */
  readonly swagger?: string | false;
  /** ReDoc: read. Default: `/redoc`. */
  readonly redoc?: string | false;
}
