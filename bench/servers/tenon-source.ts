/**
 * Which Tenon is measured: the repository's sources by default, or a folder named by TENON_FROM (the built package, a copy
 * with a patch). Node strips types while it loads a file; afterwards the two run the same code.
 */
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { isAbsolute, join } from "node:path";
import { pathToFileURL } from "node:url";

const repository = join(import.meta.dirname, "../..");
const named = process.env.TENON_FROM ?? "packages/tenon/src";
const folder = isAbsolute(named) ? named : join(repository, named);
const extension = existsSync(join(folder, "index.ts")) ? "ts" : "js";

function load(path: string): Promise<unknown> {
  return import(pathToFileURL(path).href);
}

export const { createApp, del, dependency, get, post, put, router, silentLogger, HttpError, task } =
  (await load(join(folder, `index.${extension}`))) as typeof import("../../packages/tenon/src/index.ts") &
    typeof import("../../packages/tenon/src/http/logger.ts");

export const { httpBearer, invalidToken } = (await load(
  join(folder, `security/index.${extension}`),
)) as typeof import("../../packages/tenon/src/security/index.ts");

export const { serve, nodeListener } = (await load(
  join(folder, `server/index.${extension}`),
)) as typeof import("../../packages/tenon/src/server/index.ts");

export const { requestId, accessLog, cors, secureHeaders } = (await load(
  join(folder, `middleware/index.${extension}`),
)) as typeof import("../../packages/tenon/src/middleware/index.ts");

/** The copy of Zod that Tenon itself uses: in an installed project there is only one. */
export const z = (await load(createRequire(join(folder, "index.js")).resolve("zod"))) as typeof import("zod");
