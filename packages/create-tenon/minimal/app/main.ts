/** The service: its routes, and what stands around them. `npm start` runs it. */
import { createApp, healthRoutes } from "tenon";
import { requestId, secureHeaders } from "tenon/middleware";
import { v1 } from "./api/v1/index.ts";

/** All routes; the keys are their names in the document and in clients. */
export const api = { v1, health: healthRoutes() };

export default createApp({
  title: "Service",
  version: "0.1.0",
  routes: api,
  middleware: [requestId(), secureHeaders()],
});
