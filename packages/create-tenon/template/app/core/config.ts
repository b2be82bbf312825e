/**
 * The configuration: environment variables and the `.env` file, checked once. Whatever is wrong is said in one message,
 * without the values, because some of them are secrets.
 */
import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { parseEnv } from "node:util";
import { z } from "zod";
import { makeSigningKey, pemKeys } from "./pem-keys.ts";
import { Secret } from "./secret.ts";
import { withSecretFiles } from "./secret-files.ts";
import { flag, list, text, url, wholeNumber } from "./variables.ts";

/** Where the service runs: it decides a few defaults and which variables are required. */
export type Environment = "development" | "production" | "test";

/** The checked configuration. */
export interface Settings {
  readonly environment: Environment;
  readonly host: string;
  readonly port: number;
  /** How many processes serve; undefined for one, without a process above it. */
  readonly workers: number | "auto" | undefined;
  /** How long the service goes on after SIGTERM with its readiness at 503, in seconds. */
  readonly drainDelay: number;
  /** The proxies whose forwarded headers count: addresses, ranges, `loopback`, `uniquelocal`. */
  readonly trustProxy: readonly string[];
  /** Where metrics are shown; undefined nowhere. */
  readonly metrics?: { readonly host: string; readonly port: number };
  /** How long a request may take, in seconds. */
  readonly requestTimeout: number;
  /** The collector that traces are sent to; undefined records none. */
  readonly tracesTo: string | undefined;
  /** How many of the traces that begin here are recorded, 0 to 1. */
  readonly traceRatio: number;
  /** The address users reach the service at; it is the issuer and the audience of tokens too. */
  readonly publicUrl: string;
  /** A PostgreSQL server, or `memory://`; the embedded database in the data folder when absent. */
  readonly databaseUrl?: Secret;
  readonly databasePoolSize: number;
  /** Whether anything limits how often somebody may call. */
  readonly rateLimit: boolean;
  /** Where limits count instead of in the database. */
  readonly redisUrl?: Secret;
  /** Whether a starting process applies the migrations; where deployments do it in a step of their own it only checks. */
  readonly migrate: boolean;
  /** Whether the processes that serve run jobs, too; only with the embedded database when absent. */
  readonly jobsInProcess?: boolean;
  /** Absolute path of what the service keeps: database, mailbox, signing key. */
  readonly dataDir: string;
  /** The private key that access tokens are signed with, as PEM; in development one in the data folder when absent. */
  readonly signingKey?: Secret;
  /** Keys that still verify, as PEM texts one after the other: those that signed before, or the one that will. */
  readonly otherSigningKeys?: Secret;
  /** The administrator to make at start-up where there is none. */
  readonly firstAdmin?: { readonly username: string; readonly email: string; readonly password: Secret };
  /** An outside OpenID Connect provider that people may sign in with; nobody can when absent. */
  readonly openId?: OpenIdSettings;
  readonly accessTokenMinutes: number;
  /** How long a refresh token waits for its use, and how long a sign-in lasts at most. */
  readonly refreshTokenDays: number;
  readonly sessionDays: number;
  readonly passwordMinLength: number;
  /** How long security events are kept. */
  readonly auditRetentionDays: number;
  /** How long the answer to a request with an `Idempotency-Key` is kept for its repetition. */
  readonly idempotencyKeyHours: number;
  readonly logLevel: LogLevel;
  readonly allowedHosts: readonly string[];
  readonly corsOrigins: readonly string[];
  /** A mail server; a mailbox folder in the data folder when absent. */
  readonly smtpUrl?: Secret;
  readonly mailFrom: string;
}

/** The provider, and what it knows of this service as its client. */
export interface OpenIdSettings {
  /** As it stands in the provider's ID tokens. */
  readonly issuer: string;
  readonly clientId: string;
  /** Absent for a public client: PKCE is used in any case. */
  readonly clientSecret?: Secret;
  /** Where the provider sends the browser back to. */
  readonly redirectUri: string;
  /** The scopes asked for, separated by spaces. */
  readonly scope: string;
}

const logLevels = ["trace", "debug", "info", "warn", "error", "fatal", "silent"] as const;

/** How much is logged. */
export type LogLevel = (typeof logLevels)[number];

/** The configuration is not usable. The message names every variable at fault, and nothing else needs to be shown. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
}

type Variables = Readonly<Record<string, string | undefined>>;

/** Where settings are read from; the service's own environment and folder by default. */
export interface SettingsSources {
  readonly env?: Variables;
  /** The project's folder: `.env` is there, and a relative DATA_DIR starts there. */
  readonly folder?: string;
}

/** The folder of this project, wherever the process was started. */
export const projectFolder = resolve(import.meta.dirname, "../..");

/**
 * Reads and checks the configuration. Variables of the environment win over those of `.env`.
 *
 * @throws {ConfigError} naming every bad variable
 */
export function readSettings({ env = process.env, folder = projectFolder }: SettingsSources = {}): Settings {
  const { variables, faults } = withSecretFiles(
    withoutEmpty({ ...readEnvFile(resolve(folder, ".env"), env), ...withoutEmpty(env) }),
  );
  const environment = variables.ENVIRONMENT ?? environmentOfNode(variables.NODE_ENV);
  // What a test has not been given it must not find: neither a developer's data folder nor a server.
  if (environment === "test") variables.DATABASE_URL ??= "memory://";
  const checked = schemaFor(environment, variables).safeParse({ ...variables, ENVIRONMENT: environment });
  if (!checked.success || faults.length > 0) throw new ConfigError(describe(faults, checked.error));

  const { ENVIRONMENT, DATABASE_URL, SIGNING_KEY, OTHER_SIGNING_KEYS, SMTP_URL, ...it } = checked.data;
  return {
    environment: ENVIRONMENT,
    // A developer's machine is not a server: nobody else can reach it unless asked for.
    host: it.HOST ?? (ENVIRONMENT === "production" ? "0.0.0.0" : "127.0.0.1"),
    port: it.PORT,
    workers: it.WORKERS,
    drainDelay: it.DRAIN_DELAY,
    trustProxy: it.TRUST_PROXY,
    ...metricsOf(ENVIRONMENT, it),
    requestTimeout: it.REQUEST_TIMEOUT,
    tracesTo: it.OTEL_EXPORTER_OTLP_ENDPOINT,
    traceRatio: it.OTEL_TRACES_SAMPLER_ARG,
    publicUrl: it.PUBLIC_URL ?? `http://127.0.0.1:${it.PORT}`,
    ...secret("databaseUrl", DATABASE_URL),
    databasePoolSize: it.DATABASE_POOL_SIZE,
    rateLimit: (it.RATE_LIMIT ?? (ENVIRONMENT === "test" ? "off" : "on")) === "on",
    ...secret("redisUrl", it.REDIS_URL),
    migrate: it.MIGRATE === "on",
    ...(it.JOBS_IN_PROCESS === undefined ? {} : { jobsInProcess: it.JOBS_IN_PROCESS }),
    dataDir: resolve(folder, it.DATA_DIR),
    ...(SIGNING_KEY === undefined ? {} : { signingKey: new Secret(SIGNING_KEY) }),
    ...(OTHER_SIGNING_KEYS === undefined ? {} : { otherSigningKeys: new Secret(OTHER_SIGNING_KEYS) }),
    ...firstAdmin(it),
    ...openId(it, it.PUBLIC_URL ?? `http://127.0.0.1:${it.PORT}`),
    accessTokenMinutes: it.ACCESS_TOKEN_MINUTES,
    refreshTokenDays: it.REFRESH_TOKEN_DAYS,
    sessionDays: it.SESSION_DAYS,
    passwordMinLength: it.PASSWORD_MIN_LENGTH,
    auditRetentionDays: it.AUDIT_RETENTION_DAYS,
    idempotencyKeyHours: it.IDEMPOTENCY_KEY_HOURS,
    logLevel: it.LOG_LEVEL ?? (ENVIRONMENT === "test" ? "silent" : "info"),
    allowedHosts: it.ALLOWED_HOSTS,
    corsOrigins: it.CORS_ORIGINS,
    ...secret("smtpUrl", SMTP_URL),
    mailFrom: it.MAIL_FROM,
  };
}

function secret<const Name extends string>(
  name: Name,
  value: string | undefined,
): Partial<Record<Name, Secret>> {
  return value === undefined ? {} : ({ [name]: new Secret(value) } as Partial<Record<Name, Secret>>);
}

function schemaFor(environment: string, variables: Variables) {
  // What it says it has stored it may lose when the machine fails: a reason to be asked before people rely on it.
  const embeddedAllowed = environment !== "production" || variables.ALLOW_EMBEDDED_DATABASE === "true";
  const databaseUrl = embeddedAllowed ? anyDatabase.optional() : serverOnly;
  const signingKey = text(`is missing: make one with ${makeSigningKey}`).refine(
    (key) => pemKeys(key).length === 1 && pemKeys(key)[0]?.isPrivate === true,
    `must be one private key, Ed25519 or RSA, as PEM (${makeSigningKey})`,
  );
  return z.object({
    ENVIRONMENT: z.enum(["development", "production", "test"], "must be development, production or test"),
    HOST: text().optional(),
    PORT: wholeNumber(0, 65_535).default(8000),
    WORKERS: z
      .union([z.literal("auto"), wholeNumber(1, 999)], "must be a whole number from 1 to 999, or auto")
      .optional(),
    DRAIN_DELAY: wholeNumber(0, 300).default(0),
    TRUST_PROXY: list(
      /^(loopback|linklocal|uniquelocal|unix|[0-9a-f.:]+(\/\d{1,3})?)$/i,
      "must be addresses or ranges such as 10.0.0.0/8, or loopback, uniquelocal, separated by commas",
    ),
    METRICS_PORT: z
      .union([z.literal("off"), wholeNumber(1, 65_535)], "must be a whole number from 1 to 65535, or off")
      .optional(),
    METRICS_HOST: text().default("127.0.0.1"),
    REQUEST_TIMEOUT: wholeNumber(1, 3600).default(30),
    OTEL_EXPORTER_OTLP_ENDPOINT: url(/^https?:$/, "must be an http or https address").optional(),
    OTEL_TRACES_SAMPLER_ARG: text()
      .regex(/^(0(\.\d+)?|1(\.0+)?)$/, "must be a number from 0 to 1")
      .transform(Number)
      .default(1),
    PUBLIC_URL: url(/^https?:$/, "must be an http or https address").optional(),
    DATABASE_URL: databaseUrl,
    ALLOW_EMBEDDED_DATABASE: flag("false"),
    DATABASE_POOL_SIZE: wholeNumber(1, 1000).default(10),
    RATE_LIMIT:
      environment === "production"
        ? z.literal("on", "must be on in production").optional()
        : z.enum(["on", "off"], "must be on or off").optional(),
    REDIS_URL: url(/^rediss?:$/, "must start with redis:// or rediss://").optional(),
    MIGRATE: z.enum(["on", "off"], "must be on or off").default("on"),
    JOBS_IN_PROCESS: z
      .enum(["true", "false"], "must be true or false")
      .transform((it) => it === "true")
      .optional(),
    DATA_DIR: text().default(".data"),
    // There is no default: a key that everybody can read in a repository is none. See signing-keys.ts for development.
    SIGNING_KEY: environment === "production" ? signingKey : signingKey.optional(),
    OTHER_SIGNING_KEYS: text()
      .refine((keys) => pemKeys(keys).length > 0, "must be keys, Ed25519 or RSA, private or public, as PEM")
      .optional(),
    ADMIN_USERNAME: text().optional(),
    ADMIN_EMAIL:
      variables.ADMIN_USERNAME === undefined ? text().optional() : text("is missing beside ADMIN_USERNAME"),
    ADMIN_PASSWORD:
      variables.ADMIN_USERNAME === undefined ? text().optional() : text("is missing beside ADMIN_USERNAME"),
    // What comes over plain HTTP anybody on the way can have written.
    OIDC_ISSUER: url(
      environment === "production" ? /^https:$/ : /^https?:$/,
      environment === "production" ? "must be an https address" : "must be an http or https address",
    ).optional(),
    OIDC_CLIENT_ID:
      variables.OIDC_ISSUER === undefined ? text().optional() : text("is missing beside OIDC_ISSUER"),
    OIDC_CLIENT_SECRET: text().optional(),
    OIDC_REDIRECT_URI: url(/^https?:$/, "must be an http or https address").optional(),
    OIDC_SCOPE: text()
      .refine((scope) => scope.split(" ").includes("openid"), "must hold openid, as in: openid email profile")
      .default("openid email profile"),
    ACCESS_TOKEN_MINUTES: wholeNumber(1, 1440).default(15),
    REFRESH_TOKEN_DAYS: wholeNumber(1, 365).default(14),
    // NIST SP 800-63B-4, 2.1.3: a month at most before somebody signs in anew.
    SESSION_DAYS: wholeNumber(1, 365).default(30),
    PASSWORD_MIN_LENGTH: wholeNumber(8, 64).default(15),
    AUDIT_RETENTION_DAYS: wholeNumber(1, 36_500).default(365),
    IDEMPOTENCY_KEY_HOURS: wholeNumber(1, 720).default(24),
    LOG_LEVEL: z.enum(logLevels, `must be one of ${logLevels.join(", ")}`).optional(),
    ALLOWED_HOSTS: list(/^(\*\.)?[A-Za-z0-9.:[\]-]+$|^\*$/, "must be host names, separated by commas"),
    CORS_ORIGINS: list(
      /^https?:\/\/[^/]+$|^\*$/,
      "must be origins such as https://app.example.com, separated by commas",
    ),
    SMTP_URL: url(/^smtps?:$/, "must start with smtp:// or smtps://").optional(),
    MAIL_FROM: text()
      .regex(/^[^\r\n]+$/, "must be one line")
      .default("Service <no-reply@localhost>"),
  });
}

const anyDatabase = url(
  /^(postgres|postgresql|memory):$/,
  "must start with postgres://, postgresql:// or memory://",
);

const serverOnly = url(
  /^(postgres|postgresql):$/,
  "must start with postgres:// or postgresql:// in production (memory:// with ALLOW_EMBEDDED_DATABASE=true)",
  "is missing: name a PostgreSQL server. The embedded database writes without fsync: when the machine fails, what was " +
    "acknowledged can be lost, or the whole database. ALLOW_EMBEDDED_DATABASE=true takes that risk",
);

interface MetricsVariables {
  readonly METRICS_PORT?: number | "off" | undefined;
  readonly METRICS_HOST: string;
}

/** In production they are shown unless somebody says no: on a developer's machine two services would fight for the port. */
function metricsOf(
  environment: Environment,
  { METRICS_PORT, METRICS_HOST }: MetricsVariables,
): Pick<Settings, "metrics"> {
  const port = METRICS_PORT ?? (environment === "production" ? 9464 : "off");
  return port === "off" ? {} : { metrics: { host: METRICS_HOST, port } };
}

interface AdminVariables {
  readonly ADMIN_USERNAME?: string | undefined;
  readonly ADMIN_EMAIL?: string | undefined;
  readonly ADMIN_PASSWORD?: string | undefined;
}

/** There is no default password: all three are said, or nobody is made. */
function firstAdmin({
  ADMIN_USERNAME,
  ADMIN_EMAIL,
  ADMIN_PASSWORD,
}: AdminVariables): Pick<Settings, "firstAdmin"> {
  if (ADMIN_USERNAME === undefined || ADMIN_EMAIL === undefined || ADMIN_PASSWORD === undefined) return {};
  return {
    firstAdmin: { username: ADMIN_USERNAME, email: ADMIN_EMAIL, password: new Secret(ADMIN_PASSWORD) },
  };
}

interface OpenIdVariables {
  readonly OIDC_ISSUER?: string | undefined;
  readonly OIDC_CLIENT_ID?: string | undefined;
  readonly OIDC_CLIENT_SECRET?: string | undefined;
  readonly OIDC_REDIRECT_URI?: string | undefined;
  readonly OIDC_SCOPE: string;
}

function openId(it: OpenIdVariables, publicUrl: string): Pick<Settings, "openId"> {
  if (it.OIDC_ISSUER === undefined || it.OIDC_CLIENT_ID === undefined) return {};
  return {
    openId: {
      issuer: it.OIDC_ISSUER,
      clientId: it.OIDC_CLIENT_ID,
      ...secret("clientSecret", it.OIDC_CLIENT_SECRET),
      redirectUri: it.OIDC_REDIRECT_URI ?? new URL("/api/v1/auth/openid/callback", publicUrl).href,
      scope: it.OIDC_SCOPE,
    },
  };
}

/** Tests do not read `.env`: it names the databases and mail servers of a person. */
function readEnvFile(path: string, { ENVIRONMENT, NODE_ENV }: Variables): Variables {
  const isTest = (ENVIRONMENT || NODE_ENV) === "test";
  return !isTest && existsSync(path) ? parseEnv(readFileSync(path, "utf8")) : {};
}

/** `PORT=` in a file or a compose file means "not set". */
function withoutEmpty(variables: Variables): Record<string, string | undefined> {
  return Object.fromEntries(
    Object.entries(variables).filter(([, value]) => value !== undefined && value !== ""),
  );
}

/** `tenon serve`, hosting platforms and Vitest set NODE_ENV; unset, or any other word in it, means development. */
function environmentOfNode(nodeEnv: string | undefined): Environment {
  return nodeEnv === "production" || nodeEnv === "test" ? nodeEnv : "development";
}

function describe(faults: readonly string[], error: z.ZodError | undefined): string {
  const issues = (error?.issues ?? []).map((issue) => `${issue.path.join(".")} ${issue.message}`);
  const lines = [...faults, ...issues].map((line) => `  ${line}`);
  // One line a variable, whatever the number of its faults.
  return ["The configuration is not usable (environment variables and .env):", ...new Set(lines)].join("\n");
}
