import { existsSync } from "node:fs";
import { readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { inspect } from "node:util";
import { describe, expect, test } from "vitest";
import { ConfigError, readSettings } from "../app/core/config.ts";
import { Secret } from "../app/core/secret.ts";
import { deriveKey, loadSecretKey } from "../app/core/secret-key.ts";
import { runScript } from "./child.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const longSecret = "an example of a secret that is long enough";

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
    expect(settings.secretKey).toBeUndefined();
    expect(settings.databaseUrl).toBeUndefined();
  });

  test("listen on every address in production", () => {
    const env = { ENVIRONMENT: "production", SECRET_KEY: longSecret, DATABASE_URL: "postgres://db/service" };
    expect(readSettings({ env, folder: "/project" }).host).toBe("0.0.0.0");
    expect(readSettings({ env: { ...env, HOST: "10.0.0.1" }, folder: "/project" }).host).toBe("10.0.0.1");
  });

  test("name every bad variable in one message, without the values", () => {
    const message = messageOf({
      ENVIRONMENT: "production",
      PORT: "80000",
      DATABASE_URL: "mysql://root:hunter2@localhost/db",
      SECRET_KEY: "too-short-a-secret",
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
      "SECRET_KEY",
    ]);
    expect(message).not.toMatch(/hunter2|too-short-a-secret|80000/);
  });

  test("a wrong ENVIRONMENT hides no other fault", () => {
    expect(messageOf({ ENVIRONMENT: "prod", PORT: "x" })).toMatch(/ENVIRONMENT must be[\s\S]*PORT must be/);
  });

  test.each(["", "-1", "1.5", "0x10", " 8000", "1e3", "65536"])("PORT=%o is no port, or absent", (port) => {
    const message = messageOf({ PORT: port });
    expect(message === "" ? port : "refused").toBe(port === "" ? "" : "refused");
  });

  test("require a secret in production, and one of 32 bytes", () => {
    expect(messageOf({ ENVIRONMENT: "production" })).toContain("SECRET_KEY is missing");
    expect(messageOf({ NODE_ENV: "production" })).toContain("SECRET_KEY is missing");
    expect(messageOf({ SECRET_KEY: "x".repeat(31) })).toContain("SECRET_KEY must have 32 bytes");
    // Bytes, not characters.
    expect(messageOf({ SECRET_KEY: "é".repeat(16) })).toBe("");
  });

  test("require a server in production, and say why, unless the embedded database is allowed on purpose", () => {
    const env = { ENVIRONMENT: "production", SECRET_KEY: longSecret };
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
      SECRET_KEY: longSecret,
      DATABASE_URL: "postgres://u:hunter2@db/service",
      SMTP_URL: "smtp://u:hunter3@m",
    };
    const settings = readSettings({ env, folder: "/project" });
    const shown = [
      inspect(settings, { depth: null, showHidden: true }),
      JSON.stringify(settings),
      `${settings.secretKey} ${settings.databaseUrl}`,
      inspect({ ...settings.secretKey }),
    ].join("\n");
    expect(shown).not.toMatch(/hunter|long enough/);
    expect(settings.secretKey?.reveal()).toBe(longSecret);
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

describe("the secret key", () => {
  test("is a random one in development, kept for the next start and for its owner only", async () => {
    const dataDir = join(await temporaryFolder(), "data");
    const settings = { environment: "development", dataDir } as const;
    const keys = await Promise.all(Array.from({ length: 5 }, () => loadSecretKey(settings)));
    const later = await loadSecretKey(settings);
    expect(new Set([...keys, later].map((key) => key.reveal())).size).toBe(1);
    expect(Buffer.from(later.reveal(), "base64url")).toHaveLength(48);
    expect((await stat(join(dataDir, "secret-key"))).mode & 0o777).toBe(0o600);
    expect((await stat(dataDir)).mode & 0o777).toBe(0o700);
  });

  test("is the configured one where there is one, and leaves no file", async () => {
    const dataDir = join(await temporaryFolder(), "data");
    const settings = { environment: "production", secretKey: new Secret(longSecret), dataDir } as const;
    expect((await loadSecretKey(settings)).reveal()).toBe(longSecret);
    expect(existsSync(dataDir)).toBe(false);
  });

  test("gives unrelated keys for different purposes", () => {
    const secret = new Secret(longSecret);
    expect(deriveKey(secret, "a")).toEqual(deriveKey(secret, "a"));
    expect(deriveKey(secret, "a")).not.toEqual(deriveKey(secret, "b"));
  });
});
