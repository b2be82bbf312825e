/**
 * Requests that the service sends: webhooks, to whoever has registered, and callbacks, to an address that a request named. They
 * are described, so that a receiver can be written from the document; sending them is the service's own work.
 */
import type { Schema } from "../contract/schema.ts";
import type { ResponseSpecs } from "../results/response-spec.ts";
import type { Method } from "./method.ts";

/** What a request that we send carries, and which answers it expects. */
export interface OutgoingContract {
  /** Default: POST. */
  readonly method?: Method;
  /** The JSON body. */
  readonly body?: Schema;
  readonly headers?: Readonly<Record<string, Schema>>;
  readonly query?: Readonly<Record<string, Schema>>;
  /** What the receiver may answer with a success. Default: anything. */
  readonly response?: Schema;
  /** The status of a success. Default: 200. */
  readonly status?: number;
  /** What a success means. */
  readonly responseDescription?: string;
  /** Other answers by status. */
  readonly responses?: ResponseSpecs;
  /** One line; its name in words by default. */
  readonly summary?: string;
  /** Markdown. */
  readonly description?: string;
  readonly tags?: readonly string[];
  readonly deprecated?: boolean;
  /** Merged into its object in the document, last. */
  readonly openapi?: Readonly<Record<string, unknown>>;
}

/** A request that is sent to whoever has registered for it. */
export interface Webhook {
  readonly "~tenon": "webhook";
  readonly contract: OutgoingContract;
}

/** A request that is sent to an address from the request that asked for it. */
export interface Callback {
  readonly "~tenon": "callback";
  /** A URL with runtime expressions: `{$request.body#/callbackUrl}/done`. */
  readonly url: string;
  readonly contract: OutgoingContract;
}

/**
 * Describes a webhook, for `webhooks` of an app. Its key is its name in the document.
 * @example
 * createApp({ title, version, routes, webhooks: { userDeleted: webhook({ body: UserDeleted, tags: ["users"] }) } });
 */
export function webhook(contract: OutgoingContract): Webhook {
  return { "~tenon": "webhook", contract };
}

/**
 * Describes a callback, for `callbacks` of an operation.
 * @param url where it goes, with runtime expressions (OpenAPI 3.1, 4.8.20.4): `{$request.body#/callbackUrl}`
 * @example
 * post("/exports", { body: Export, callbacks: { done: callback("{$request.body#/callbackUrl}", { body: Done }) } }, ...)
 */
export function callback(url: string, contract: OutgoingContract): Callback {
  return { "~tenon": "callback", url, contract };
}
