/**
 * Secrets that a platform mounts as files: `SIGNING_KEY_FILE=/run/secrets/signing_key` stands for a SIGNING_KEY with the
 * file's content. Containers, Kubernetes and systemd (LoadCredential) hand them over like this, out of the environment.
 */
import { readFileSync } from "node:fs";

const secrets = [
  "DATABASE_URL",
  "REDIS_URL",
  "SIGNING_KEY",
  "OTHER_SIGNING_KEYS",
  "ADMIN_PASSWORD",
  "OIDC_CLIENT_SECRET",
  "SMTP_URL",
];

type Variables = Readonly<Record<string, string | undefined>>;

/** The variables with what the files hold, and a line for each file that is of no use. */
export interface WithSecrets {
  readonly variables: Record<string, string | undefined>;
  readonly faults: readonly string[];
}

/** Reads the files that are named. The line end at the end of one is an editor's, and not the secret's. */
export function withSecretFiles(given: Variables): WithSecrets {
  const variables = { ...given };
  const faults: string[] = [];
  for (const name of secrets) {
    const path = given[`${name}_FILE`];
    if (path === undefined) continue;
    if (given[name] !== undefined) {
      faults.push(`${name}_FILE is set beside ${name}: say one of the two`);
      continue;
    }
    try {
      variables[name] = readFileSync(path, "utf8").replace(/\r?\n$/, "");
      if (variables[name] === "") faults.push(`${name}_FILE names an empty file`);
    } catch (error) {
      faults.push(`${name}_FILE cannot be read: ${(error as NodeJS.ErrnoException).code}`);
    }
  }
  return { variables, faults };
}
