/**
 * The secret that keys are derived from: SECRET_KEY, or in development a random one kept in the data folder, so that
 * tokens outlive a restart and no secret stands in a repository.
 */
import { hkdfSync, randomBytes } from "node:crypto";
import { link, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Settings } from "./config.ts";
import { Secret } from "./secret.ts";

/** The configured secret, or the one of the data folder, made at the first use. In tests: a new one each time. */
export async function loadSecretKey(
  settings: Pick<Settings, "environment" | "secretKey" | "dataDir">,
): Promise<Secret> {
  if (settings.secretKey !== undefined) return settings.secretKey;
  if (settings.environment === "test") return new Secret(randomKey());
  return new Secret(await keptKey(settings.dataDir));
}

/**
 * A key for one purpose. Different purposes get unrelated keys, so that what one of them signs is worth nothing to another.
 *
 * @param purpose a constant text, such as `"access tokens"`
 */
export function deriveKey(secret: Secret, purpose: string): Uint8Array {
  return new Uint8Array(hkdfSync("sha256", secret.reveal(), "", purpose, 32));
}

async function keptKey(dataDir: string): Promise<string> {
  const path = join(dataDir, "secret-key");
  const kept = await readIfThere(path);
  if (kept !== undefined) return kept;

  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const draft = `${path}.${randomBytes(6).toString("hex")}`;
  await writeFile(draft, `${randomKey()}\n`, { mode: 0o600, flag: "wx" });
  // A hard link fails when the name is taken: of processes that start together one makes the key, all read the same,
  // and no reader ever sees half a file.
  await link(draft, path).catch(ignoreTaken);
  await rm(draft);
  return keptKey(dataDir);
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return (await readFile(path, "utf8")).trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

function ignoreTaken(error: NodeJS.ErrnoException): void {
  if (error.code !== "EEXIST") throw error;
}

function randomKey(): string {
  return randomBytes(48).toString("base64url");
}
