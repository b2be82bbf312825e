/**
 * The keys that access tokens are signed with: SIGNING_KEY, or in development one kept in the data folder, so that tokens
 * outlive a restart and no key stands in a repository.
 */
import { generateKeyPairSync, randomBytes } from "node:crypto";
import { link, mkdir, open, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { dependency, StartError } from "tenon";
import { type JwtKeys, jwtKeys } from "tenon/security";
import type { Settings } from "./config.ts";
import { type PemKey, pemKeys } from "./pem-keys.ts";
import { settings } from "./settings.ts";

/** What of the settings decides about the keys. */
export type SigningKeySettings = Pick<
  Settings,
  "environment" | "signingKey" | "otherSigningKeys" | "dataDir"
>;

/** Others may read the key that tokens are signed with. */
export class SigningKeyExposed extends StartError {
  override readonly name = "SigningKeyExposed";

  constructor(path: string) {
    super(
      `The signing key in ${path} can be read or changed by others than its owner, and so can be in other hands. Delete it, ` +
        "and a new one is made (everybody signs in anew); or, if nobody had access: chmod 600 on it.",
    );
  }
}

/** The configured keys, or the one of the data folder, made at the first use. In tests: a new one each time. */
export async function loadSigningKeys(settings: SigningKeySettings): Promise<JwtKeys> {
  const [current] = pemKeys(settings.signingKey?.reveal() ?? (await developmentKey(settings)));
  if (current === undefined) throw new Error("The signing key cannot be read as PEM");
  const others = pemKeys(settings.otherSigningKeys?.reveal() ?? "");
  return jwtKeys({ current: asJwtKey(current), previous: others.map(asJwtKey) });
}

/** The keys of the service. */
export const signingKeys = dependency(
  { scope: "app", name: "signingKeys", depends: { settings } },
  ({ settings }) => loadSigningKeys(settings),
);

function asJwtKey({ pem, alg }: PemKey) {
  return { alg, key: pem };
}

async function developmentKey({ environment, dataDir }: SigningKeySettings): Promise<string> {
  if (environment === "production") throw new Error("There is no default for SIGNING_KEY in production");
  return environment === "test" ? newKey() : keptKey(dataDir);
}

async function keptKey(dataDir: string): Promise<string> {
  const path = join(dataDir, "signing-key.pem");
  const kept = await readIfThere(path);
  if (kept !== undefined) return kept;

  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const draft = `${path}.${randomBytes(6).toString("hex")}`;
  await writeFile(draft, newKey(), { mode: 0o600, flag: "wx" });
  // A hard link fails when the name is taken: of processes that start together one makes the key, all read the same,
  // and no reader ever sees half a file.
  await link(draft, path).catch(ignoreTaken);
  await rm(draft);
  return keptKey(dataDir);
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    await using file = await open(path);
    const { mode } = await file.stat();
    // Windows has no such modes.
    if (process.platform !== "win32" && (mode & 0o077) !== 0) throw new SigningKeyExposed(path);
    return await file.readFile("utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

function ignoreTaken(error: NodeJS.ErrnoException): void {
  if (error.code !== "EEXIST") throw error;
}

function newKey(): string {
  return generateKeyPairSync("ed25519").privateKey.export({ type: "pkcs8", format: "pem" }).toString();
}
