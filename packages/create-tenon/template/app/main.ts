/** The service: its routes, and what stands around them. `npm start` runs it. */
import { createApp, type Exchange } from "tenon";
import { shedLoad } from "tenon/load";
import {
  accessLog,
  compression,
  cors,
  type Middleware,
  requestId,
  secureHeaders,
  trustedHost,
} from "tenon/middleware";
import { jwksRoute } from "tenon/security";
import { tracing } from "tenon/tracing";
import { accountPages } from "./api/account-pages.ts";
import { adminPages } from "./api/admin-pages.ts";
import { health } from "./api/health.ts";
import { mailbox } from "./api/mailbox.ts";
import { openId } from "./api/v1/endpoints/openid.ts";
import { v1 } from "./api/v1/index.ts";
import { commandChannel } from "./commands/create-admin.ts";
import { firstAdmin } from "./commands/first-admin.ts";
import { serviceLogger } from "./core/log.ts";
import { meters } from "./core/metrics.ts";
import { currentSettings } from "./core/settings.ts";
import { signingKeys } from "./core/signing-keys.ts";
import { flushTraces, startTracing } from "./core/tracing.ts";
import { serviceJobs } from "./jobs/index.ts";

const settings = currentSettings();

await startTracing(settings.tracesTo, settings.traceRatio);

/** All routes; the keys are their names in the document and in clients. */
export const api = { v1, accountPages, adminPages, health, jwks: jwksRoute(signingKeys, { tags: ["auth"] }) };

/** Where `tenon serve` and `tenon dev` listen, unless told otherwise. */
export const server = {
  host: settings.host,
  port: settings.port,
  workers: settings.workers,
  drainDelay: settings.drainDelay * 1000,
  trustProxy: settings.trustProxy,
};

/** Probes come by address, often, and say nothing when all is well. */
const isProbe = ({ path }: Exchange): boolean => path.startsWith("/health/");

const middleware: Middleware[] = [
  requestId(),
  accessLog({
    skip: (exchange, reply) => isProbe(exchange) && reply.status === 200,
    query: true,
  }),
  secureHeaders({ hsts: settings.environment === "production" }),
  compression(),
];
if (settings.corsOrigins.length > 0) middleware.push(cors({ origins: settings.corsOrigins }));
if (settings.allowedHosts.length > 0)
  middleware.push(trustedHost({ hosts: settings.allowedHosts, skip: isProbe }));

// Inside of what browsers need to read a refusal, outside of everything that costs something.
// The embedded database runs in this process: what it does is no load.
if (settings.environment === "production") middleware.push(shedLoad({ except: isProbe }));

export default createApp({
  title: "Service",
  version: "0.1.0",
  description: "Users and sign-in: the place to start from.",
  routes: {
    ...api,
    ...(settings.openId === undefined ? {} : { openId }),
    // The captured mails hold links that open accounts: a page for them on a developer's machine only.
    ...(settings.environment === "development" && settings.smtpUrl === undefined ? { mailbox } : {}),
  },
  // An operation that says neither a scope, nor ownerOnly(), nor open() does not start.
  requireAccess: true,
  depends: { firstAdmin, commandChannel },
  jobs: serviceJobs,
  middleware,
  metrics: meters,
  tracing: tracing(),
  timeout: settings.requestTimeout * 1000,
  logger: serviceLogger(settings.logLevel),
  async *lifespan() {
    yield;
    await flushTraces();
  },
});
