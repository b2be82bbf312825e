/** Serving on Node: the server of `tenon serve`, and the door for a server of your own. */
export { ListenError } from "./listen.ts";
export { nodeListener, nodeUpgradeListener, type ServedApp } from "./node-door.ts";
export type { ServerSettings } from "./serve-options.ts";
export { type RunningServer, type ServeOptions, serve } from "./server.ts";
export { runService, type ServiceOptions } from "./service.ts";
