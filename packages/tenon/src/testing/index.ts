/** Testing an app in process. */
export { type Override, override } from "../depends/override.ts";
export { type Send, type TestClient, type TestClientOptions, testClient } from "./test-client.ts";
export type { TestRequest } from "./test-request.ts";
export { TestResponse } from "./test-response.ts";
