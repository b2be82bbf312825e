/** The shape of the document that is made here: the part of OpenAPI 3.1 (https://spec.openapis.org/oas/v3.1.1) it uses. */
import type { JsonSchema } from "../contract/schema.ts";
import type { NamedExample, ResponseLink } from "../results/response-spec.ts";

/** An OpenAPI 3.1 document, as plain data. */
export interface OpenApiDocument {
  readonly openapi: string;
  readonly info: InfoObject;
  readonly servers: readonly ServerObject[];
  readonly paths: { readonly [path: string]: PathItemObject };
  /** Requests that the service sends, by name. */
  readonly webhooks?: { readonly [name: string]: PathItemObject };
  readonly components?: ComponentsObject;
  readonly tags?: readonly TagObject[];
  readonly externalDocs?: ExternalDocsObject;
  /** What was added by hand may be anything. */
  readonly [added: string]: unknown;
}

/** The API itself. */
export interface InfoObject {
  readonly title: string;
  readonly summary?: string;
  readonly description?: string;
  readonly termsOfService?: string;
  readonly contact?: ContactObject;
  readonly license?: LicenseObject;
  readonly version: string;
}

/** Whom to ask. */
export interface ContactObject {
  readonly name?: string;
  readonly url?: string;
  readonly email?: string;
}

/** On what terms; by SPDX `identifier` or by `url`. */
export interface LicenseObject {
  readonly name: string;
  readonly identifier?: string;
  readonly url?: string;
}

/** Where the API is. */
export interface ServerObject {
  readonly url: string;
  readonly description?: string;
  readonly variables?: {
    readonly [name: string]: {
      readonly default: string;
      readonly enum?: readonly string[];
      readonly description?: string;
    };
  };
}

/** A group of operations. */
export interface TagObject extends TagDescription {
  readonly name: string;
}

/** What is said about a group. */
export interface TagDescription {
  readonly description?: string;
  readonly externalDocs?: ExternalDocsObject;
}

/** More to read elsewhere. */
export interface ExternalDocsObject {
  readonly url: string;
  readonly description?: string;
}

/** The operations of one path, by method in lower case. */
export interface PathItemObject {
  readonly [method: string]: OperationObject;
}

/** One operation. What is added by hand may be anything. */
export interface OperationObject {
  readonly operationId: string;
  readonly summary: string;
  readonly description?: string;
  readonly tags?: readonly string[];
  readonly deprecated?: true;
  readonly parameters?: readonly ParameterObject[];
  readonly requestBody?: RequestBodyObject;
  readonly responses: { readonly [status: string]: ResponseObject };
  /** By name, by the URL they go to. */
  readonly callbacks?: { readonly [name: string]: { readonly [url: string]: PathItemObject } };
  readonly security: readonly SecurityRequirement[];
  readonly [added: string]: unknown;
}

/** One input beside the body. */
export interface ParameterObject {
  readonly name: string;
  readonly in: "path" | "query" | "header" | "cookie";
  readonly description?: string;
  readonly required: boolean;
  readonly deprecated?: true;
  readonly schema: JsonSchema;
  readonly example?: unknown;
  readonly examples?: { readonly [name: string]: NamedExample };
}

/** The body of a request. */
export interface RequestBodyObject {
  readonly required: boolean;
  readonly content: ContentObject;
}

/** An answer. */
export interface ResponseObject {
  readonly description: string;
  readonly headers?: { readonly [name: string]: HeaderObject };
  readonly content?: ContentObject;
  readonly links?: { readonly [name: string]: LinkObject };
}

/** A header of an answer. */
export interface HeaderObject {
  readonly description?: string;
  readonly deprecated?: true;
  readonly schema: JsonSchema;
  readonly example?: unknown;
  readonly examples?: { readonly [name: string]: NamedExample };
}

/** An operation that may follow an answer. */
export interface LinkObject extends Omit<ResponseLink, "operation"> {
  readonly operationId: string;
}

/** Schemas by media type. */
export interface ContentObject {
  readonly [mediaType: string]: {
    readonly schema: JsonSchema;
    readonly example?: unknown;
    readonly examples?: { readonly [name: string]: NamedExample };
    /** One item of a streamed body: what OpenAPI 3.2 calls `itemSchema`. */
    readonly "x-itemSchema"?: JsonSchema;
  };
}

/** Schemes that are needed together, each with its scopes. In a list, one of them is enough. */
export interface SecurityRequirement {
  readonly [scheme: string]: readonly string[];
}

/** What is referred to by name. */
export interface ComponentsObject {
  readonly schemas?: { readonly [name: string]: JsonSchema };
  readonly securitySchemes?: { readonly [name: string]: Readonly<Record<string, unknown>> };
}
