import { createPublicKey, generateKeyPairSync } from "node:crypto";
import { existsSync } from "node:fs";
import { chmod, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { inspect } from "node:util";
import { describe, expect, test } from "vitest";
import { ConfigError, readSettings } from "../app/core/config.ts";
import { Secret } from "../app/core/secret.ts";
import { loadSigningKeys } from "../app/core/signing-keys.ts";
import { runScript } from "./child.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const pem = (kind: "ed25519" | "rsa" | "ec" = "ed25519", bits = 2048) => {
  const { privateKey } =
    kind === "rsa"
      ? generateKeyPairSync("rsa", { modulusLength: bits })
      : kind === "ec"
        ? generateKeyPairSync("ec", { namedCurve: "P-256" })
        : generateKeyPairSync("ed25519");
  return privateKey.export({ type: "pkcs8", format: "pem" }).toString();
};
const publicPem = (key: string) => createPublicKey(key).export({ type: "spki", format: "pem" }).toString();
const signingKey = pem();

function messageOf(env: Record<string, string>, folder = "/nowhere"): string {
  try {
    readSettings({ env, folder });
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  return "";
}

describe("settings", () => {
  test("have defaults that fit a developer's machine", () => {
    const settings = readSettings({ env: {}, folder: "/project" });
    expect(settings).toMatchObject({
      environment: "development",
      host: "127.0.0.1",
      port: 8000,
      dataDir: "/project/.data",
      passwordMinLength: 15,
      allowedHosts: [],
    });
    expect(settings.signingKey).toBeUndefined();
    expect(settings.databaseUrl).toBeUndefined();
  });

  test("listen on every address in production", () => {
    const env = { ENVIRONMENT: "production", SIGNING_KEY: signingKey, DATABASE_URL: "postgres://db/service" };
    expect(readSettings({ env, folder: "/project" }).host).toBe("0.0.0.0");
    expect(readSettings({ env: { ...env, HOST: "10.0.0.1" }, folder: "/project" }).host).toBe("10.0.0.1");
  });

  test("name an OpenID Connect provider by its issuer and this service as its client", () => {
    expect(readSettings({ env: {}, folder: "/project" }).openId).toBeUndefined();
    const env = {
      OIDC_ISSUER: "https://id.example",
      OIDC_CLIENT_ID: "me",
      PUBLIC_URL: "https://api.example",
    };
    expect(readSettings({ env, folder: "/project" }).openId).toEqual({
      issuer: "https://id.example",
      clientId: "me",
      redirectUri: "https://api.example/api/v1/auth/openid/callback",
      scope: "openid email profile",
    });
    expect(messageOf({ OIDC_ISSUER: "https://id.example" })).toContain("OIDC_CLIENT_ID is missing beside");
    expect(messageOf({ ...env, OIDC_SCOPE: "email" })).toContain("OIDC_SCOPE must hold openid");
    const production = { ENVIRONMENT: "production", OIDC_ISSUER: "http://id.example", OIDC_CLIENT_ID: "me" };
    expect(messageOf(production)).toContain("OIDC_ISSUER must be an https address");
  });

  test("name every bad variable in one message, without the values", () => {
    const message = messageOf({
      ENVIRONMENT: "production",
      PORT: "80000",
      DATABASE_URL: "mysql://root:hunter2@localhost/db",
      SIGNING_KEY: "no-key-but-a-secret",
      ACCESS_TOKEN_MINUTES: "soon",
      PASSWORD_MIN_LENGTH: "3",
      LOG_LEVEL: "loud",
      ALLOWED_HOSTS: "example.com,not a host",
      CORS_ORIGINS: "app.example.com",
    });
    const named = message
      .split("\n")
      .slice(1)
      .map((line) => line.trim().split(" ")[0]);
    expect(named.toSorted()).toEqual([
      "ACCESS_TOKEN_MINUTES",
      "ALLOWED_HOSTS",
      "CORS_ORIGINS",
      "DATABASE_URL",
      "LOG_LEVEL",
      "PASSWORD_MIN_LENGTH",
      "PORT",
      "SIGNING_KEY",
    ]);
    expect(message).not.toMatch(/hunter2|no-key-but-a-secret|80000/);
  });

  test("a secret is read from the file that _FILE names, as platforms mount them", async () => {
    const folder = await temporaryFolder();
    const [key, database] = [join(folder, "key"), join(folder, "database")];
    await writeFile(key, `${signingKey}\n`);
    await writeFile(database, "postgres://db.internal/service\n");
    const env = { ENVIRONMENT: "production", SIGNING_KEY_FILE: key, DATABASE_URL_FILE: database };
    const settings = readSettings({ env, folder });
    expect(settings.databaseUrl?.reveal()).toBe("postgres://db.internal/service");
    expect(settings.signingKey?.reveal()).toBe(signingKey);

    const message = messageOf({
      ...env,
      DATABASE_URL_FILE: join(folder, "missing"),
      SIGNING_KEY: signingKey,
      PORT: "x",
    });
    expect(message).toMatch(/DATABASE_URL_FILE cannot be read: ENOENT/);
    expect(message).toMatch(/SIGNING_KEY_FILE is set beside SIGNING_KEY/);
    expect(message).toMatch(/PORT must be/);
    await writeFile(key, "");
    expect(messageOf(env, folder)).toMatch(/SIGNING_KEY_FILE names an empty file/);
  });

  test("a wrong ENVIRONMENT hides no other fault", () => {
    expect(messageOf({ ENVIRONMENT: "prod", PORT: "x" })).toMatch(/ENVIRONMENT must be[\s\S]*PORT must be/);
  });

  test.each(["", "-1", "1.5", "0x10", " 8000", "1e3", "65536"])("PORT=%o is no port, or absent", (port) => {
    const message = messageOf({ PORT: port });
    expect(message === "" ? port : "refused").toBe(port === "" ? "" : "refused");
  });

  test("require a signing key in production, one private key as PEM", () => {
    expect(messageOf({ ENVIRONMENT: "production" })).toContain("SIGNING_KEY is missing");
    expect(messageOf({ NODE_ENV: "production" })).toContain("SIGNING_KEY is missing");
    expect(messageOf({ NODE_ENV: "production" })).toContain("openssl genpkey");
    expect(messageOf({ SIGNING_KEY: signingKey.replaceAll("\n", "\\n") })).toBe("");
    expect(messageOf({ SIGNING_KEY: pem("rsa") })).toBe("");
    for (const bad of ["x", publicPem(signingKey), signingKey + pem(), pem("ec")])
      expect(messageOf({ SIGNING_KEY: bad })).toContain("SIGNING_KEY must be one private key");
  });

  test("take other keys one after the other, private or public", () => {
    expect(messageOf({ OTHER_SIGNING_KEYS: pem() + publicPem(pem("rsa")) })).toBe("");
    expect(messageOf({ OTHER_SIGNING_KEYS: "x" })).toContain("OTHER_SIGNING_KEYS must be");
  });

  test("require a server in production, and say why, unless the embedded database is allowed on purpose", () => {
    const env = { ENVIRONMENT: "production", SIGNING_KEY: signingKey };
    const message = messageOf(env);
    expect(message).toMatch(/DATABASE_URL is missing.*without fsync.*ALLOW_EMBEDDED_DATABASE=true/);
    expect(messageOf({ ...env, DATABASE_URL: "memory://" })).toContain(
      "DATABASE_URL must start with postgres://",
    );
    expect(messageOf({ ...env, DATABASE_URL: "postgres://db/service" })).toBe("");
    for (const DATABASE_URL of ["", "memory://"]) {
      expect(messageOf({ ...env, DATABASE_URL, ALLOW_EMBEDDED_DATABASE: "true" })).toBe("");
    }
    expect(messageOf({ ...env, ALLOW_EMBEDDED_DATABASE: "yes" })).toMatch(
      /DATABASE_URL is[\s\S]*ALLOW_EMBEDDED_DATABASE must/,
    );
  });

  test("take the rate limits away outside of production only; tests have none unless they ask", () => {
    const production = {
      ENVIRONMENT: "production",
      SIGNING_KEY: signingKey,
      DATABASE_URL: "postgres://db/service",
    };
    expect(messageOf({ ...production, RATE_LIMIT: "off" })).toContain("RATE_LIMIT must be on in production");
    const limits = (env: Record<string, string>) => readSettings({ env, folder: "/nowhere" }).rateLimit;
    const serving = (env: Record<string, string>) => readSettings({ env, folder: "/project" });
    expect(serving({})).toMatchObject({ drainDelay: 0, trustProxy: [], migrate: true });
    expect(
      serving({ WORKERS: "4", DRAIN_DELAY: "5", TRUST_PROXY: "10.0.0.0/8, loopback", MIGRATE: "off" }),
    ).toMatchObject({ workers: 4, drainDelay: 5, trustProxy: ["10.0.0.0/8", "loopback"], migrate: false });
    expect(serving({ WORKERS: "auto" }).workers).toBe("auto");
    expect(messageOf({ WORKERS: "0", TRUST_PROXY: "everybody", MIGRATE: "no" })).toMatch(
      /WORKERS must be[\s\S]*TRUST_PROXY must be[\s\S]*MIGRATE must be/,
    );
    const observed = (env: Record<string, string>) => serving(env).metrics;
    expect(observed({})).toBeUndefined();
    expect(observed(production)).toEqual({ host: "127.0.0.1", port: 9464 });
    expect(observed({ METRICS_PORT: "9500", METRICS_HOST: "0.0.0.0" })).toEqual({
      host: "0.0.0.0",
      port: 9500,
    });
    expect(observed({ ...production, METRICS_PORT: "off" })).toBeUndefined();
    expect(serving({ REQUEST_TIMEOUT: "5", OTEL_TRACES_SAMPLER_ARG: "0.25" })).toMatchObject({
      requestTimeout: 5,
      traceRatio: 0.25,
      tracesTo: undefined,
    });
    expect(messageOf({ METRICS_PORT: "no", REQUEST_TIMEOUT: "0", OTEL_TRACES_SAMPLER_ARG: "2" })).toMatch(
      /METRICS_PORT must be[\s\S]*REQUEST_TIMEOUT must be[\s\S]*OTEL_TRACES_SAMPLER_ARG must be/,
    );
    expect([limits({}), limits({ RATE_LIMIT: "off" }), limits({ ENVIRONMENT: "test" })]).toEqual([
      true,
      false,
      false,
    ]);
  });

  test("read .env, and the environment wins over it", async () => {
    const folder = await temporaryFolder();
    await writeFile(
      join(folder, ".env"),
      'PORT=1111\nLOG_LEVEL=warn\nCORS_ORIGINS="https://a.example, https://b.example"\n',
    );
    const settings = readSettings({ env: { PORT: "2222", LOG_LEVEL: "" }, folder });
    expect(settings).toMatchObject({
      port: 2222,
      logLevel: "warn",
      corsOrigins: ["https://a.example", "https://b.example"],
    });
  });

  test("of tests know neither .env nor a data folder", async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, ".env"), "DATABASE_URL=postgres://localhost/precious\n");
    expect(readSettings({ env: { NODE_ENV: "test" }, folder }).databaseUrl?.reveal()).toBe("memory://");
  });

  test("never show a secret", () => {
    const env = {
      SIGNING_KEY: signingKey,
      DATABASE_URL: "postgres://u:hunter2@db/service",
      SMTP_URL: "smtp://u:hunter3@m",
    };
    const settings = readSettings({ env, folder: "/project" });
    const shown = [
      inspect(settings, { depth: null, showHidden: true }),
      JSON.stringify(settings),
      `${settings.signingKey} ${settings.databaseUrl}`,
      inspect({ ...settings.signingKey }),
    ].join("\n");
    expect(shown).not.toMatch(/hunter|PRIVATE KEY/);
    expect(settings.signingKey?.reveal()).toBe(signingKey);
  });

  test("that are bad end an entry with the message and exit code 1", async () => {
    const ended = await runScript("app/db/migrate.ts", {
      env: { ENVIRONMENT: "development", PORT: "x", LOG_LEVEL: "y" },
    });
    expect(ended.code).toBe(1);
    expect(ended.stderr.trim().split("\n")).toHaveLength(3);
    expect(ended.stderr).toMatch(/PORT must be[\s\S]*LOG_LEVEL must be/);
  });

  test(".env.example names every variable there is, and all of it is commented or harmless", async () => {
    const example = await readFile(new URL("../.env.example", import.meta.url), "utf8");
    const source = await readFile(new URL("../app/core/config.ts", import.meta.url), "utf8");
    const variables = [...source.matchAll(/^ {4}([A-Z_]+): /gm)].map((match) => match[1]);
    expect(variables.length).toBeGreaterThan(10);
    for (const variable of variables) expect(example).toMatch(new RegExp(`^#?${variable}=`, "m"));
    expect(messageOf({}, new URL("..", import.meta.url).pathname)).toBe("");
  });
});

describe("the signing keys", () => {
  const kidsOf = async (settings: Parameters<typeof loadSigningKeys>[0]) =>
    (await loadSigningKeys(settings)).publicKeys.map(({ kid }) => kid);

  test("are a random one in development, kept for the next start and for its owner only", async () => {
    const dataDir = join(await temporaryFolder(), "data");
    const settings = { environment: "development", dataDir } as const;
    const kids = await Promise.all(Array.from({ length: 5 }, () => kidsOf(settings)));
    expect(new Set([...kids, await kidsOf(settings)].flat()).size).toBe(1);
    expect((await stat(join(dataDir, "signing-key.pem"))).mode & 0o777).toBe(0o600);
    expect((await stat(dataDir)).mode & 0o777).toBe(0o700);
  });

  test("are refused when others may read the file", async () => {
    const dataDir = join(await temporaryFolder(), "data");
    const settings = { environment: "development", dataDir } as const;
    const kids = await kidsOf(settings);
    const path = join(dataDir, "signing-key.pem");
    for (const mode of [0o644, 0o640, 0o602]) {
      await chmod(path, mode);
      await expect(kidsOf(settings)).rejects.toThrow(
        `The signing key in ${path} can be read or changed by others`,
      );
    }
    await chmod(path, 0o600);
    expect(await kidsOf(settings)).toEqual(kids);
  });

  test("are the configured ones where there are some, and leave no file", async () => {
    const dataDir = join(await temporaryFolder(), "data");
    const others = new Secret(publicPem(pem()) + pem("rsa"));
    const settings = {
      environment: "production",
      signingKey: new Secret(signingKey),
      otherSigningKeys: others,
      dataDir,
    } as const;
    const keys = await loadSigningKeys(settings);
    expect(keys.publicKeys.map(({ alg }) => alg)).toEqual(["EdDSA", "EdDSA", "RS256"]);
    expect(existsSync(dataDir)).toBe(false);
  });

  test("have no default in production, and are new ones in each test", async () => {
    await expect(loadSigningKeys({ environment: "production", dataDir: "/nowhere" })).rejects.toThrow(
      "SIGNING_KEY",
    );
    const settings = { environment: "test", dataDir: "/nowhere" } as const;
    expect(await kidsOf(settings)).not.toEqual(await kidsOf(settings));
  });
});
