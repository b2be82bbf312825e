/** Testing an app in process. */
export { ClientSocket, ClientSocketClosedError, type ClientSocketEnd } from "../client/client-socket.ts";
export { type Override, override } from "../depends/override.ts";
export {
  type Send,
  type TestClient,
  type TestClientOptions,
  type TestConnect,
  type TestSocket,
  testClient,
} from "./test-client.ts";
export type { TestJobs } from "./test-jobs.ts";
export type { TestRequest } from "./test-request.ts";
export { TestResponse } from "./test-response.ts";
export { SocketRefusedError } from "./test-socket.ts";
