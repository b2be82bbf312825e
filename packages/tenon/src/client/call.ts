/**
 * The types of a typed client, derived from the record of routes: `client.v1.users.create({ body })`. Types carry no path at
 * run time; a manifest of ids, methods and paths does.
 */

import type { Fault } from "../contract/fault.ts";
import type { Schema } from "../contract/schema.ts";
import type { ErrorsOf, InputWord, ShapeInput } from "../depends/need.ts";
import type { ErrorData, ErrorDefinition } from "../http/errors.ts";
import type { Mount } from "../routing/mount.ts";
import type { Operation, SuccessData } from "../routing/operation.ts";
import type { Router } from "../routing/router.ts";
import type { FormOf, SocketRoute, WireMessage } from "../routing/socket-route.ts";
import type { ClientSocket } from "./client-socket.ts";

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

type CallExtras<N> = Omit<LooseInputs, keyof N> & {
  /** Sent as `Authorization: Bearer ...`. */
  readonly token?: string;
  /** Gives up when aborted. */
  readonly signal?: AbortSignal;
};

/** What a call gives: the success, one of the declared errors, or a failure nobody declared. */
export type CallResult<N, Outer = never> =
  | Success<SuccessData<N>>
  | Failures<OperationErrors<N, Outer>>
  | InvalidInput
  | UnknownFailure;

type OperationErrors<N, Outer> = Extract<ErrorsOf<N> | Outer, ErrorDefinition>;

/** An answer with a status from 200 to 299. */
export interface Success<Data> {
  readonly ok: true;
  readonly status: number;
  readonly data: Data;
  readonly headers: Headers;
}

type Failures<E> =
  E extends ErrorDefinition<infer Status, infer Code>
    ? {
        readonly ok: false;
        readonly status: Status;
        readonly code: Code;
        readonly detail: string;
        readonly data: ErrorData<E>;
        readonly headers: Headers;
      }
    : never;

/** The inputs broke the contract: all faults at once. The status is 422, unless the app's error shape says another. */
export interface InvalidInput {
  readonly ok: false;
  readonly status: number;
  readonly code: "validation_error";
  readonly detail: readonly Fault[];
  readonly data: undefined;
  readonly headers: Headers;
}

/** An error status that the operation does not declare. */
export interface UnknownFailure {
  readonly ok: false;
  readonly status: number;
  readonly code: undefined;
  readonly detail: unknown;
  readonly data: unknown;
  readonly headers: Headers;
}
