import { generateKeyPairSync } from "node:crypto";

/** A signing key as the settings take it, new in each test file. */
export const signingKey = generateKeyPairSync("ed25519")
  .privateKey.export({ type: "pkcs8", format: "pem" })
  .toString();
