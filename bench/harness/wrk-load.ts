/** Load by `wrk`, one thread, on the core kept for it. */
import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { connections, type Load } from "./load.ts";
import { loadCore, onCore } from "./pinned.ts";
import type { Scenario } from "./scenario.ts";

const run = promisify(execFile);

/** Runs `wrk` for a scenario; see `LoadGenerator`. */
export async function wrkLoad(scenario: Scenario, port: number, seconds: number): Promise<Load> {
  const folder = await mkdtemp(join(tmpdir(), "tenon-bench-"));
  try {
    const script = join(folder, "scenario.lua");
    await writeFile(script, lua(scenario));
    const [program, ...parameters] = onCore(loadCore, [
      "wrk",
      ...["--threads", "1", "--connections", String(connections), "--duration", `${seconds}s`],
      ...["--timeout", "10s", "--script", script, `http://127.0.0.1:${port}${scenario.target}`],
    ]);
    const { stdout } = await run(program, parameters);
    return parsed(stdout, scenario);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** The request as `wrk` keeps it, and one line of JSON at the end. */
function lua({ method, headers, body }: Scenario): string {
  const lines = Object.entries(headers).map(
    ([name, value]) => `wrk.headers[${quoted(name)}] = ${quoted(value)}`,
  );
  return `
wrk.method = ${quoted(method)}
${body === undefined ? "" : `wrk.body = ${quoted(body)}`}
${lines.join("\n")}
done = function(summary, latency)
  io.write(string.format(
    '{"requests":%d,"micros":%d,"p50":%d,"p99":%d,"connect":%d,"read":%d,"write":%d,"timeout":%d,"status":%d}\\n',
    summary.requests, summary.duration, latency:percentile(50), latency:percentile(99), summary.errors.connect,
    summary.errors.read, summary.errors.write, summary.errors.timeout, summary.errors.status))
end
`;
}

const quoted = (text: string): string => JSON.stringify(text);

function parsed(output: string, scenario: Scenario): Load {
  const line = output.split("\n").find((it) => it.startsWith("{"));
  if (line === undefined) throw new Error(`wrk did not report:\n${output}`);
  const { requests, micros, p50, p99, status, ...errors } = JSON.parse(line) as Record<
    "requests" | "micros" | "p50" | "p99" | "connect" | "read" | "write" | "timeout" | "status",
    number
  >;
  // What wrk calls an error of status is any from 400 on: all of them, or none.
  const refused = scenario.status >= 400 ? requests - status : status;
  const failures = Object.entries({ ...errors, status: refused }).filter(([, count]) => count > 0);
  if (failures.length > 0)
    throw new Error(
      `${scenario.name}: answers failed: ${failures.map(([kind, count]) => `${count} ${kind}`).join(", ")}`,
    );
  return { requests, seconds: micros / 1e6, p50, p99 };
}
