/** What an app says about itself in its document. */
import type { Method } from "../routing/method.ts";
import type { Webhook } from "../routing/outgoing.ts";
import type {
  ContactObject,
  ExternalDocsObject,
  LicenseObject,
  ServerObject,
  TagDescription,
} from "./document-types.ts";

/** What stands in the document beside the operations. */
export interface DocumentInfo {
  /** The name of the API. */
  readonly title: string;
  /** The version of the API, not of OpenAPI. */
  readonly version: string;
  /** One line. */
  readonly summary?: string;
  /** Markdown. */
  readonly description?: string;
  /** A URL. */
  readonly termsOfService?: string;
  readonly contact?: ContactObject;
  readonly license?: LicenseObject;
  /** Where the API is. Default: where the document is had from (`/`). */
  readonly servers?: readonly ServerObject[];
  /** What each tag means; they come first in the document, in this order. */
  readonly tagDescriptions?: Readonly<Record<string, TagDescription>>;
  readonly externalDocs?: ExternalDocsObject;
  /** Requests that the service sends to whoever has registered for them, by name. */
  readonly webhooks?: Readonly<Record<string, Webhook>>;
  /** Merged into the document, last: objects key by key, lists one after the other. */
  readonly openapi?: Readonly<Record<string, unknown>>;
  /** Names the operations otherwise. Default: the record's keys, joined by dots (`v1.users.create`). */
  readonly operationId?: (operation: NamedOperation) => string;
}

/** What an operation's name may be made of. */
export interface NamedOperation {
  /** The keys joined by dots. */
  readonly id: string;
  readonly method: Method;
  /** As it was written: `/users/:id`. */
  readonly path: string;
  readonly tags: readonly string[];
}
