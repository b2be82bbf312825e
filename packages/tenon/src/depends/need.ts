/**
 * What a function may say it needs, and the types that follow from it. Everything that runs (an operation, a dependency,
 * a job, a task) declares its needs in these words.
 */
import type { InputOf, OutputOf, Schema } from "../contract/schema.ts";
import type { InputShape } from "../contract/source.ts";
import type { ErrorDefinition } from "../http/errors.ts";

/** The needs that come out of the request itself. A dependency may not be called by one of these words. */
export type InputWord = "params" | "query" | "headers" | "cookies" | "body" | "form";

/** The input words at run time, in the order in which their faults are reported. */
export const inputWords = [
  "params",
  "query",
  "headers",
  "cookies",
  "form",
  "body",
] as const satisfies readonly InputWord[];

/**
 * How long a value lives, inferred from what it needs:
 * `app` from start-up to shutdown; `run` for one request, job or task; `http` for one request only, because it touches
 * the request, an input or a security scheme.
 */
export type Lifetime = "app" | "run" | "http";

/**
 * Anything that stands in `depends`: a dependency, or one wrapped by `secured`, `fresh`, `optional`, `anyOf`.
 * The `~` members exist for the type checker only.
 */
export interface Need<
  out Value = unknown,
  out Life extends Lifetime = Lifetime,
  out Errors = unknown,
  out Scopes extends string = string,
> {
  readonly "~tenon": "dependency" | "modifier";
  readonly "~value": Value;
  readonly "~life": Life;
  readonly "~errors": Errors;
  readonly "~scopes": Scopes;
}

/** Named needs; the names become the handler's. */
export type Depends = Readonly<Record<string, Need>>;

/** The inputs a function declares: a record of schemas by name, or one object schema, for each source. */
export interface InputNeeds {
  /** Parts of the path, by the names in its text. */
  readonly params?: InputShape;
  /** Parameters after the question mark. */
  readonly query?: InputShape;
  /** Request headers; `userAgent` reads `user-agent`. */
  readonly headers?: InputShape;
  /** Cookies. */
  readonly cookies?: InputShape;
  /** The body, as JSON: one schema, or a record of named parts. */
  readonly body?: InputShape;
  /** The body, as a form. */
  readonly form?: InputShape;
}

/** What a dependency may declare beside its inputs. */
export interface Needs extends InputNeeds {
  /** `app`: opened at start-up, closed at shutdown. `run` (the default): once for each request, job or task. */
  readonly scope?: "app" | "run";
  /** Other dependencies, resolved first, in this order. */
  readonly depends?: Depends;
  /** Errors it throws on purpose; they stand in the document of every operation that needs it. */
  readonly errors?: readonly ErrorDefinition[];
  /** A name for messages, traces and `tenon routes`; the function's own name by default. */
  readonly name?: string;
}

/** The decoded value of a source: an object by name, or what the object schema gives. */
export type ShapeOutput<S> = S extends Schema
  ? OutputOf<S>
  : { readonly [K in keyof S]: S[K] extends Schema ? OutputOf<S[K]> : never };

/** The same on the wire side: what a caller writes. */
export type ShapeInput<S> = S extends Schema ? InputOf<S> : RecordInput<S>;

type OptionalKeys<S> = {
  [K in keyof S]: S[K] extends Schema ? (undefined extends InputOf<S[K]> ? K : never) : never;
}[keyof S];
type RecordInput<S> = {
  readonly [K in Exclude<keyof S, OptionalKeys<S>>]: S[K] extends Schema ? InputOf<S[K]> : never;
} & { readonly [K in OptionalKeys<S>]?: S[K] extends Schema ? InputOf<S[K]> | undefined : never };

/** What the function receives: its inputs and its dependencies' values, side by side. */
export type Received<N> = {
  readonly [K in (keyof N & InputWord) | keyof DependsOf<N>]: K extends keyof N & InputWord
    ? ShapeOutput<N[K]>
    : ValueOf<DependsOf<N>, K>;
};

type DependsOf<N> = "depends" extends keyof N ? N["depends" & keyof N] : Record<never, never>;
type ValueOf<D, K> = K extends keyof D ? (D[K] extends { readonly "~value": infer V } ? V : never) : never;

/** The lifetime that follows from needs. */
export type LifetimeOf<N> = N extends { readonly scope: "app" }
  ? "app"
  : [keyof N & InputWord] extends [never]
    ? "http" extends EachOf<DependsOf<N>, "~life">
      ? "http"
      : "run"
    : "http";

/** Everything a need's subtree may throw on purpose. */
export type ErrorsOf<N> = OwnErrors<N> | EachOf<DependsOf<N>, "~errors">;
type OwnErrors<N> = "errors" extends keyof N ? ElementOf<N["errors" & keyof N]> : never;
type ElementOf<L> = L extends readonly (infer E)[] ? E : never;

/** The scopes that the security schemes of a subtree know. */
export type ScopesOf<N> = EachOf<DependsOf<N>, "~scopes">;

type EachOf<D, Member extends keyof Need> = {
  [K in keyof D]: D[K] extends Need ? D[K][Member] : never;
}[keyof D];

/** What is wrong with declared needs, as text where the mistake stands; `unknown` where nothing is. */
export interface CheckNeeds<N> {
  readonly depends?: {
    readonly [K in keyof DependsOf<N>]: K extends InputWord
      ? `"${K}" is the word of an input: give this dependency another name`
      : N extends { readonly scope: "app" }
        ? EachOf<Pick<DependsOf<N>, K>, "~life"> extends "app"
          ? unknown
          : 'A dependency of scope "app" outlives requests: it can only need others of scope "app"'
        : unknown;
  };
}
