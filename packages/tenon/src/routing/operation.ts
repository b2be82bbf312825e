/** An operation is a dependency with an address: a method, a path, a contract and a handler. */
import type { InputOf, OutputOf, Schema } from "../contract/schema.ts";
import type { CheckNeeds, Needs, Received } from "../depends/need.ts";
import type { ErrorHandler } from "../http/error-handler.ts";
import type { Middleware } from "../http/middleware.ts";
import type { Reply } from "../http/reply.ts";
import type { DeferredReply } from "../results/deferred-reply.ts";
import type { AnswersOf, ResponseSpecs, SuccessesOf } from "../results/response-spec.ts";
import type { Deprecation } from "./deprecation.ts";
import type { Method } from "./method.ts";
import type { Callback } from "./outgoing.ts";
import type { PathNames } from "./path.ts";

export type { Method } from "./method.ts";

/** How many requests of one operation a process runs at once. */
export interface ConcurrencyLimit {
  /** How many run. */
  readonly limit: number;
  /** How many more wait for one of them to end; the others are refused at once. Default: 0. */
  readonly queue?: number;
  /** How long one waits before it is refused, too, in milliseconds. Default: 5,000. */
  readonly wait?: number;
  /** What `Retry-After` of a refusal says, in seconds. Default: 1. */
  readonly retryAfter?: number;
}

/** The contract of an operation: what it needs, what it answers, what stands about it in the document. */
export interface OperationNeeds extends Omit<Needs, "scope" | "name"> {
  /** The body of a success. What it does not declare never leaves. */
  readonly response?: Schema;
  /**
   * Other answers by status, given with `respond`: a schema, or what there is to say about the answer. The success itself may
   * stand here too, where it is no JSON: `{ 200: { type: "text/csv", schema: z.string() } }`.
   */
  readonly responses?: ResponseSpecs;
  /** The status of a success. Default: 200. */
  readonly status?: number;
  /** What a success means, for the document. */
  readonly responseDescription?: string;
  /** One line for the document; the operation's key in words by default. */
  readonly summary?: string;
  /** Markdown for the document. */
  readonly description?: string;
  /** Groups in the document, beside those of its routers. */
  readonly tags?: readonly string[];
  /** Callers should stop using it; with dates, every answer says so in its headers. */
  readonly deprecated?: boolean | Deprecation;
  /** Keeps it out of the document. */
  readonly hidden?: boolean;
  /** As what the document shows a form without files, which is read either way. Default: `application/x-www-form-urlencoded`. */
  readonly formType?: "multipart/form-data";
  /** Requests that the service sends because of this one, by name, for the document. */
  readonly callbacks?: Readonly<Record<string, Callback>>;
  /** The most bytes of a body. Default: the app's, 1 MiB. */
  readonly bodyLimit?: number;
  /**
   * How many of its requests one process runs at once: what is slow, or keeps a connection of the database, cannot take everything
   * from the others. Who is refused gets a 503 with `Retry-After` and the code `overloaded`. Default: no limit.
   */
  readonly concurrency?: ConcurrencyLimit;
  /**
   * How long it may take, in milliseconds, from the head of the request to the beginning of its answer; `false` for no limit. Then
   * the answer is a 503 with the code `timed_out`; `abortSignal` and `cancelSignal` are aborted, as they are when the client has
   * gone; what was done is rolled back. Default: the app's.
   */
  readonly timeout?: number | false;
  /** Whether a body without a content type is refused (415) or read as JSON. Default: its routers', true. */
  readonly strictContentType?: boolean;
  /**
   * Who may call it, where no scope says so: anybody (`open()`), or every signed-in caller for what is theirs (`ownerOnly()`).
   * For apps with `requireAccess`.
   */
  readonly access?: "open" | "owner";
  /** Middleware around this operation only. */
  readonly middleware?: readonly Middleware[];
  /** Handlers of errors by class, for this operation only. */
  readonly onError?: readonly ErrorHandler[];
  /** Merged into the operation's object in the document, last. */
  readonly openapi?: Readonly<Record<string, unknown>>;
}

/** An operation, as `get()` and the others made it. The type of its contract is all the client needs. */
export interface Operation<Path extends string = string, N extends OperationNeeds = OperationNeeds> {
  readonly "~tenon": "operation";
  readonly method: Method;
  readonly path: Path;
  readonly needs: N;
  readonly handler: (received: never) => unknown;
}

/** What a handler may return: a value that fits `response`, or an answer of its own. */
export type HandlerResult<N> =
  | ("response" extends keyof N
      ? N["response" & keyof N] extends Schema
        ? OutputOf<N["response" & keyof N]>
        : unknown
      : unknown)
  | ("responses" extends keyof N ? AnswersOf<N["responses" & keyof N]> : never)
  | Response
  | Reply
  | DeferredReply
  | LiteralHint;

declare const nothingHasThis: unique symbol;

/**
 * A shape that nothing has. The type checker looks into a handler's result before it knows the contract, and would widen
 * `"pen"` to `string`; a hint that texts, numbers and booleans may matter keeps them as they are.
 */
interface LiteralHint {
  readonly [key: string]: "" | 0 | false | LiteralHint;
  readonly [nothingHasThis]: never;
}

/** What a caller receives from a success, in its wire type: that of `response` or of any declared status from 200 to 299. */
export type SuccessData<N> =
  | ("response" extends keyof N
      ? N["response" & keyof N] extends Schema
        ? InputOf<N["response" & keyof N]>
        : unknown
      : unknown)
  | ("responses" extends keyof N ? SuccessesOf<N["responses" & keyof N]> : never);

/** Names in `params` that are not in the path, as text where the mistake stands. */
export interface CheckParams<Path extends string, N> {
  readonly params?: "params" extends keyof N
    ? N["params" & keyof N] extends Schema
      ? unknown
      : {
          readonly [K in keyof N["params" & keyof N]]: K extends PathNames<Path>
            ? unknown
            : `The path "${Path}" has no ":${K & string}". A prefix's parameter is read by an object schema or by a dependency`;
        }
    : unknown;
}

/** Declares an operation of one method. */
export interface DeclareOperation {
  /**
   * @param path its path, after the prefixes of its routers
   * @param needs its contract
   * @param handler receives what `needs` declares; returns what `response` declares
   */
  <const Path extends string, const N extends OperationNeeds>(
    path: Path,
    needs: N & CheckNeeds<N> & CheckParams<Path, N>,
    handler: (received: Received<N>) => HandlerResult<N> | Promise<HandlerResult<N>>,
  ): Operation<Path, N>;
  /** @param handler for an operation that needs nothing */
  <const Path extends string>(path: Path, handler: () => unknown): Operation<Path, Record<never, never>>;
}

/** Declares a GET operation; HEAD follows it. */
export const get: DeclareOperation = declare("GET");
/** Declares a POST operation. */
export const post: DeclareOperation = declare("POST");
/** Declares a PUT operation. */
export const put: DeclareOperation = declare("PUT");
/** Declares a PATCH operation. */
export const patch: DeclareOperation = declare("PATCH");
/** Declares a DELETE operation. `del`, because `delete` is a word of the language. */
export const del: DeclareOperation = declare("DELETE");
/** Declares a HEAD operation of its own; without one, HEAD answers as GET does. */
export const head: DeclareOperation = declare("HEAD");
/** Declares an OPTIONS operation of its own; without one, OPTIONS answers with `Allow`. */
export const options: DeclareOperation = declare("OPTIONS");

function declare(method: Method): DeclareOperation {
  return (
    path: string,
    needs: OperationNeeds | (() => unknown),
    handler?: (received: never) => unknown,
  ): never => {
    const contract = typeof needs === "function" ? {} : needs;
    const run = typeof needs === "function" ? needs : handler;
    if (typeof run !== "function") {
      throw new TypeError(`${method} ${path}: the last argument is the handler, a function.`);
    }
    return { "~tenon": "operation", method, path, needs: contract, handler: run } as never;
  };
}

/**
 * Marks a contract as one that anybody may call, on purpose.
 * @example
 * signup: post("/signup", open({ body: SignUp }), ...)
 */
export function open<const N extends OperationNeeds>(needs: N): N & { readonly access: "open" } {
  return { ...needs, access: "open" };
}

/**
 * Marks a contract as one for every signed-in caller, who reaches nothing but what is theirs: no scope decides, the rules behind
 * it do. It has to need a security scheme.
 * @example
 * me: get("/me", ownerOnly({ response: User, depends: { user: currentUser } }), ({ user }) => user)
 */
export function ownerOnly<const N extends OperationNeeds>(needs: N): N & { readonly access: "owner" } {
  return { ...needs, access: "owner" };
}
