/** The typed client of an API. */
export type {
  Call,
  CallInput,
  CallResult,
  Client,
  Connect,
  ConnectInput,
  ConnectResult,
  InvalidInput,
  SocketOf,
  Success,
  UnknownFailure,
} from "./call.ts";
export { type ClientOptions, createClient } from "./client.ts";
export {
  ClientSocket,
  ClientSocketClosedError,
  type ClientSocketEnd,
  type MessageKind,
  type MessageKinds,
} from "./client-socket.ts";
export { type ManifestRoute, type RouteManifest, routes } from "./manifest.ts";
export { type BuildUrl, type Urls, urls } from "./urls.ts";
export type { OpenedSocket, OpenSocket } from "./web-socket.ts";
