/** Load by our own client, in a process of its own on the core kept for it. */
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { connections, type Load } from "./load.ts";
import { loadCore, onCore } from "./pinned.ts";
import { requestText, type Scenario } from "./scenario.ts";

const run = promisify(execFile);

/** Runs `socket-client.ts` for a scenario; see `LoadGenerator`. */
export async function socketLoad(scenario: Scenario, port: number, seconds: number): Promise<Load> {
  const order = { port, seconds, connections, status: scenario.status, request: requestText(scenario, port) };
  const [program, ...parameters] = onCore(loadCore, [
    process.execPath,
    join(import.meta.dirname, "socket-client.ts"),
    JSON.stringify(order),
  ]);
  const { stdout } = await run(program, parameters);
  return JSON.parse(stdout) as Load;
}
