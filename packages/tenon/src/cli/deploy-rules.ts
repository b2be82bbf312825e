/** What an app should not be deployed with, a rule a function. Each finding says what is so, and what to do about it. */

import type { AppOptions } from "../app/app-options.ts";
import { commonOptions } from "../app/app-options.ts";
import { buildGraph } from "../depends/graph.ts";
import type { Needs } from "../depends/need.ts";
import type { Middleware } from "../http/middleware.ts";
import { placeOperations } from "../routing/place.ts";
import type { ServiceSettings } from "../server/serve-options.ts";

/** What is looked at: nothing is started. */
export interface Deployment {
  readonly app: AppOptions;
  readonly server: ServiceSettings;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Something to be mended, or to be allowed by its name. */
export interface Finding {
  readonly name: string;
  readonly what: string;
  readonly advice: string;
}

/** Looks at one thing. */
export type DeployRule = (deployment: Deployment) => readonly Finding[];

/** All rules, the gravest first. */
export const deployRules: readonly DeployRule[] = [
  secrets,
  debug,
  middlewareConcerns,
  access,
  docs,
  hosts,
  headers,
  limits,
  timeouts,
  bodies,
  proxies,
  readiness,
  workers,
];

const secretName = /(^|_)(SECRET|PASSWORD|PASSPHRASE|TOKEN|API_?KEY|SECRET_KEY|PRIVATE_KEY)$/;
const placeholders =
  /^(change[-_ ]?(me|it|this)|secret|password|passw0rd|default|test|dev|example|admin|123456.*|x+|todo)$/i;

/** A variable whose name says secret, and whose value everybody knows. */
export function secrets({ env }: Deployment): readonly Finding[] {
  return Object.entries(env).flatMap(([variable, value = ""]) => {
    if (!secretName.test(variable) || value === "") return [];
    const short = value.length < 8;
    if (!short && !placeholders.test(value)) return [];
    return [
      {
        name: "secrets",
        what: `${variable} is ${short ? "shorter than 8 characters" : "a placeholder"}.`,
        advice: "Make a random one: openssl rand -base64 32",
      },
    ];
  });
}

/** What helps in development and gives away or slows down in production. */
export function debug({ env }: Deployment): readonly Finding[] {
  const found: [what: string, advice: string][] = [];
  const { NODE_ENV = "production", NODE_OPTIONS = "", NODE_TLS_REJECT_UNAUTHORIZED, LOG_LEVEL = "" } = env;
  if (NODE_ENV !== "production")
    found.push([
      `NODE_ENV is "${NODE_ENV}".`,
      "Leave it away, or say production: libraries are slower and more talkative otherwise.",
    ]);
  if (/--inspect/.test(NODE_OPTIONS))
    found.push(["NODE_OPTIONS opens Node's debugger.", "Take --inspect away: whoever reaches it runs code."]);
  if (NODE_TLS_REJECT_UNAUTHORIZED === "0")
    found.push([
      "NODE_TLS_REJECT_UNAUTHORIZED=0 accepts every certificate.",
      "Name the authority in NODE_EXTRA_CA_CERTS instead.",
    ]);
  if ((env.DEBUG ?? "") !== "")
    found.push([`DEBUG is "${env.DEBUG}".`, "Leave it away: debug output goes past the log."]);
  if (/^(trace|debug)$/.test(LOG_LEVEL))
    found.push([`LOG_LEVEL is "${LOG_LEVEL}".`, "Say info: details of requests fill the logs."]);
  return found.map(([what, advice]) => ({ name: "debug", what, advice }));
}

/** What middleware says of how it is set up: CORS for everybody, any host. */
export function middlewareConcerns({ app }: Deployment): readonly Finding[] {
  const everywhere = [app.middleware ?? [], ...placed(app).map(({ middleware }) => middleware)].flat();
  return [...new Set(everywhere)].flatMap((one) =>
    typeof one === "function" ? [] : (one.concerns ?? []).map((concern) => ({ name: one.name, ...concern })),
  );
}

/** An operation that nobody thought about is open. */
export function access({ app }: Deployment): readonly Finding[] {
  if (app.requireAccess === true) return [];
  return [
    {
      name: "access",
      what: "An operation that says nothing about who may call it is open to all.",
      advice:
        "createApp({ requireAccess: true }) keeps such an app from starting; open() is for what everybody may call.",
    },
  ];
}

/** The document shows every operation to everybody. */
export function docs({ app }: Deployment): readonly Finding[] {
  if (app.docs === false) return [];
  const { openapi = "/openapi.json", swagger = "/docs", redoc = "/redoc" } = app.docs ?? {};
  if (openapi === false) return [];
  const pages = [openapi, swagger, redoc].filter((path) => path !== false);
  return [
    {
      name: "docs",
      what: `Everybody can read the whole document: ${pages.join(", ")}.`,
      advice:
        "For an API that is not public: createApp({ docs: false }), or an address that only yours can reach.",
    },
  ];
}

/** Links, redirects and caches are made with the host that a request names. */
export function hosts({ app }: Deployment): readonly Finding[] {
  if (has(app, "trustedHost")) return [];
  return [
    {
      name: "hosts",
      what: "Any Host header is taken.",
      advice: "Name your hosts: trustedHost({ hosts: [...] }).",
    },
  ];
}

/** Browsers guard what they are told to. */
export function headers({ app }: Deployment): readonly Finding[] {
  if (has(app, "secureHeaders")) return [];
  return [
    {
      name: "headers",
      what: "Answers carry no security headers.",
      advice: "secureHeaders({ hsts: true }), where HTTPS is in front.",
    },
  ];
}

/** Whoever wants to may call without an end. */
export function limits({ app }: Deployment): readonly Finding[] {
  const isLimit = (name: string): boolean => name.startsWith("rateLimit");
  const byMiddleware = [app.middleware ?? [], ...placed(app).map(({ middleware }) => middleware)].flat();
  if (byMiddleware.some((one) => isLimit(one.name))) return [];
  const byDependency = placed(app).some(({ id, guards, operation }) =>
    buildGraph({ label: id, guards, needs: { ...operation.needs, scope: "run" } as Needs }).nodes.some(
      ({ dependency }) => isLimit(dependency?.name ?? ""),
    ),
  );
  if (byDependency) return [];
  return [
    {
      name: "limits",
      what: "Nothing limits how often somebody may call.",
      advice: "rateLimit or rateLimited of tenon/rate-limit; signing in needs it first.",
    },
  ];
}

/** A connection that says nothing is kept for ever. */
export function timeouts({ server }: Deployment): readonly Finding[] {
  const endless = (["headersTimeout", "requestTimeout", "keepAliveTimeout"] as const).filter(
    (setting) => server[setting] === 0,
  );
  return endless.map((setting) => ({
    name: "timeouts",
    what: `${setting} is 0: slow clients hold their connections for ever.`,
    advice: "Leave it away for the default, or say how many milliseconds.",
  }));
}

/** A body goes into memory before anybody looks at it. */
export function bodies({ app }: Deployment): readonly Finding[] {
  const most = 64 * 1024 * 1024;
  const large = [
    ...((app.bodyLimit ?? 0) > most ? ["the app"] : []),
    ...placed(app).flatMap(({ id, operation }) => ((operation.needs.bodyLimit ?? 0) > most ? [id] : [])),
  ];
  return large.map((where) => ({
    name: "bodies",
    what: `The body limit of ${where} is above 64 MiB.`,
    advice: "Raise it only for the operation that takes uploads, and stream those.",
  }));
}

/** Whom one trusts, one believes who the client is. */
export function proxies({ server }: Deployment): readonly Finding[] {
  const everybody = (server.trustProxy ?? []).filter((range) => /\/0$/.test(range));
  return everybody.map((range) => ({
    name: "proxies",
    what: `trustProxy is ${range}: everybody may say who he is.`,
    advice: "Name the addresses of the proxies.",
  }));
}

/** Without readiness, a load balancer sends requests to who cannot answer, and to who is about to stop. */
export function readiness({ app }: Deployment): readonly Finding[] {
  const reached = placed(app).some(({ id, guards, operation }) =>
    buildGraph({ label: id, guards, needs: { ...operation.needs, scope: "run" } as Needs }).nodes.some(
      ({ dependency }) => dependency?.name === "readiness" || dependency?.name === "drainSignal",
    ),
  );
  if (reached) return [];
  return [
    {
      name: "readiness",
      what: "Nothing says whether the process is ready, or about to stop.",
      advice: "routes: { health: healthRoutes({ checks: { ... } }) }.",
    },
  ];
}

/** One process uses one processor, and a crash of it is an outage. */
export function workers({ server, env }: Deployment): readonly Finding[] {
  if ((server.workers ?? env.WORKERS ?? "") !== "") return [];
  return [
    {
      name: "workers",
      what: "One process serves: a crash or a new version interrupts the service.",
      advice: "--workers auto, or WORKERS; where several containers share the load: --allow workers.",
    },
  ];
}

function placed(app: AppOptions) {
  return placeOperations(app.routes, commonOptions(app));
}

function has({ middleware = [] }: AppOptions, name: string): boolean {
  return middleware.some((one: Middleware) => one.name === name);
}
