/**
 * The types of a typed client, derived from the record of routes: `client.v1.users.create({ body })`. Types carry no path at
 * run time; a manifest of ids, methods and paths does.
 */

import type { InputOf, Schema } from "../contract/schema.ts";
import type { ErrorsOf, InputWord, ShapeInput } from "../depends/need.ts";
import type { ErrorData, ErrorDefinition } from "../http/errors.ts";
import type { Mount } from "../routing/mount.ts";
import type { Operation } from "../routing/operation.ts";
import type { Router } from "../routing/router.ts";
import type { FormOf, SocketRoute, WireMessage } from "../routing/socket-route.ts";
import type { CallOptions } from "./call-options.ts";
import type { Failure, InvalidInput, Success, UnknownFailure } from "./call-result.ts";
import type { ClientSocket } from "./client-socket.ts";
import type { EventStream } from "./event-stream.ts";

/** A client of a record of routes: the same keys, with a call at the end of each. `Outer` are the errors of its routers. */
export type Client<Routes, Outer = never> = {
  readonly [K in keyof Routes]: Routes[K] extends Operation<string, infer N>
    ? Call<N, Outer>
    : Routes[K] extends SocketRoute<string, infer N>
      ? Connect<N, Outer>
      : Routes[K] extends Router<infer Inner>
        ? Client<Inner, Outer | Routes[K]["~errors"]>
        : Routes[K] extends Mount
          ? never
          : Client<Routes[K], Outer>;
};

/** Calls an operation with its inputs; the argument may be left out where nothing is required. */
export type Call<N, Outer = never> =
  Record<never, never> extends CallInput<N>
    ? (input?: CallInput<N>) => Promise<CallResult<N, Outer>>
    : (input: CallInput<N>) => Promise<CallResult<N, Outer>>;

/** Opens a socket with its inputs, in the same way. */
export type Connect<N, Outer = never> =
  Record<never, never> extends ConnectInput<N>
    ? (input?: ConnectInput<N>) => Promise<ConnectResult<N, Outer>>
    : (input: ConnectInput<N>) => Promise<ConnectResult<N, Outer>>;

/** What opening a socket takes: the inputs of its handshake, and the subprotocols that the client speaks. */
export type ConnectInput<N> = CallInput<N> & { readonly protocols?: readonly string[] };

/** What opening a socket gives: the socket, or the answer that refused it, where the client can know it. */
export type ConnectResult<N, Outer = never> =
  | { readonly ok: true; readonly socket: SocketOf<N> }
  | Failures<OperationErrors<N, Outer>>
  | InvalidInput
  | UnknownFailure;

/** The client's end of a socket: it receives what the server sends. */
export type SocketOf<N> = ClientSocket<WireMessage<FormOf<N, "send">>, WireMessage<FormOf<N, "receive">>>;

/** What a call takes: the operation's own inputs in their wire types, and anything else by hand. */
export type CallInput<N> = InputsOf<N> & CallExtras<N>;

type InputsOf<N> = { readonly [K in RequiredInputs<N>]: ShapeInput<N[K]> } & {
  readonly [K in Exclude<keyof N & InputWord, RequiredInputs<N>>]?: ShapeInput<N[K]>;
};

type RequiredInputs<N> = {
  [K in keyof N & InputWord]: N[K] extends Schema
    ? undefined extends ShapeInput<N[K]>
      ? never
      : K
    : Record<never, never> extends ShapeInput<N[K]>
      ? never
      : K;
}[keyof N & InputWord];

/** Inputs of dependencies are not the operation's own: they are given as they go over the wire. */
interface LooseInputs {
  readonly params?: Readonly<Record<string, unknown>>;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, unknown>>;
  readonly cookies?: Readonly<Record<string, unknown>>;
}

type CallExtras<N> = Omit<LooseInputs, keyof N> & CallOptions;

/** What a call gives: a success, one of the declared errors, or a failure nobody declared. */
export type CallResult<N, Outer = never> =
  | Successes<N>
  | Failures<OperationErrors<N, Outer>>
  | InvalidInput
  | UnknownFailure;

/** One for each status that the operation declares as a success. */
type Successes<N> =
  | OwnSuccess<N>
  | ("responses" extends keyof N ? OtherSuccesses<N["responses" & keyof N]> : never);

type OwnSuccess<N> = "response" extends keyof N
  ? N["response" & keyof N] extends Schema
    ? Success<InputOf<N["response" & keyof N]>, OwnStatus<N>>
    : never
  : "responses" extends keyof N
    ? OwnStatus<N> extends keyof N["responses" & keyof N]
      ? never
      : Success<unknown, OwnStatus<N>>
    : Success<OwnStatus<N> extends 204 | 205 ? undefined : unknown, OwnStatus<N>>;

type OwnStatus<N> = "status" extends keyof N
  ? N["status" & keyof N] extends number
    ? N["status" & keyof N]
    : 200
  : 200;

type OtherSuccesses<Specs> = {
  [Status in keyof Specs & number]: `${Status}` extends `2${string}`
    ? Success<AnswerData<Specs[Status]>, Status>
    : never;
}[keyof Specs & number];

/** The body of a declared answer; a streamed one is read item by item. */
type AnswerData<Spec> = Spec extends Schema
  ? InputOf<Spec>
  : Spec extends { readonly schema: infer S extends Schema }
    ? InputOf<S>
    : Spec extends { readonly type: `text/event-stream${string}` }
      ? EventStream<Spec extends { readonly items: infer I extends Schema } ? InputOf<I> : unknown>
      : Spec extends { readonly items: infer I extends Schema }
        ? AsyncIterable<InputOf<I>>
        : unknown;

type OperationErrors<N, Outer> = Extract<ErrorsOf<N> | Outer, ErrorDefinition>;

type Failures<E> =
  E extends ErrorDefinition<infer Status, infer Code> ? Failure<Status, Code, ErrorData<E>> : never;
