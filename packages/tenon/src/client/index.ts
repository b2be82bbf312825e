/** The typed client of an API. */
export type { Call, CallInput, CallResult, Client, InvalidInput, Success, UnknownFailure } from "./call.ts";
export { type ClientOptions, createClient } from "./client.ts";
export { type ManifestRoute, type RouteManifest, routes } from "./manifest.ts";
export { type BuildUrl, type Urls, urls } from "./urls.ts";
