/** The typed client of an API. */
export type { AuthHook } from "./authorization.ts";
export type {
  Call,
  CallInput,
  CallResult,
  Client,
  Connect,
  ConnectInput,
  ConnectResult,
  SocketOf,
} from "./call.ts";
export type { CallOptions } from "./call-options.ts";
export type { Failure, InvalidInput, Success, UnknownFailure } from "./call-result.ts";
export { createClient } from "./client.ts";
export {
  ClientSocket,
  ClientSocketClosedError,
  type ClientSocketEnd,
  type MessageKind,
  type MessageKinds,
} from "./client-socket.ts";
export type { ClientOptions } from "./connect.ts";
export type { ClientEvent } from "./event-lines.ts";
export { EventStream, EventStreamError, type EventStreamSource } from "./event-stream.ts";
export { routes } from "./manifest.ts";
export type { ManifestRoute, RouteManifest } from "./request.ts";
export type { RetryRules } from "./retries.ts";
export { type BuildUrl, type Urls, urls } from "./urls.ts";
export type { OpenedSocket, OpenSocket } from "./web-socket.ts";
