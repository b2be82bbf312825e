/** The configuration: three environment variables, and what holds without them. */
import { randomBytes } from "node:crypto";
import { resolve } from "node:path";
import { StartError } from "tenon";

const { DATABASE_URL, JWT_SECRET, NODE_ENV, PORT = "3000", DATA_DIR = ".data" } = process.env;

if (NODE_ENV === "production" && JWT_SECRET === undefined)
  throw new StartError(
    "JWT_SECRET is missing: 32 random bytes or more sign the tokens (openssl rand -hex 32).",
  );

export const config = {
  port: Number(PORT),
  /** A PostgreSQL server; the embedded database when absent. */
  databaseUrl: DATABASE_URL,
  /** Where the embedded database lives. */
  dataDir: resolve(import.meta.dirname, "../..", DATA_DIR),
  /** In development a new one at every start: who was signed in signs in again. */
  jwtSecret: JWT_SECRET ?? randomBytes(32).toString("hex"),
};
