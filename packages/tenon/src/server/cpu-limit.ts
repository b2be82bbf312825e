/**
 * How many processors this process may keep busy: what a container allows, read from its control groups, and never more than
 * the machine has.
 *
 * Sources: docs.kernel.org, "Control Group v2" (`cpu.max`) and "CFS Bandwidth Control" (`cpu.cfs_quota_us`, version 1).
 */
import { readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { dirname, join } from "node:path";

/** Where to look; other places in tests. */
export interface CpuSources {
  /** Default: `/proc/self/cgroup`. */
  readonly memberships?: string;
  /** Default: `/sys/fs/cgroup`. */
  readonly groups?: string;
  /** How many processors there are without any limit. Default: what Node says. */
  readonly processors?: number;
}

/**
 * The number of workers for `--workers auto`: whole processors within the limit, at least one.
 * @example
 * availableCpus(); // 2 in a container with --cpus=2.5 on a machine of 16
 */
export function availableCpus({
  memberships = "/proc/self/cgroup",
  groups = "/sys/fs/cgroup",
  processors = availableParallelism(),
}: CpuSources = {}): number {
  const limits = (read(memberships) ?? "").split("\n").flatMap((line) => limitsOf(line, groups));
  return Math.max(1, Math.floor(Math.min(processors, ...limits)));
}

/** A line is `hierarchy:controllers:path`; version 2 is the hierarchy 0 without controllers. */
function limitsOf(line: string, groups: string): number[] {
  const [hierarchy, controllers = "", path] = line.split(":");
  if (path === undefined) return [];
  if (hierarchy === "0" && controllers === "") return climbing(path).flatMap((at) => unified(groups, at));
  if (!controllers.split(",").includes("cpu")) return [];
  return climbing(path).flatMap((at) =>
    ["cpu", controllers].flatMap((folder) => bandwidth(join(groups, folder, at))),
  );
}

/** The path and every one above it: a limit further up holds as well. In a container only the root may be there. */
function climbing(path: string): string[] {
  const paths = [path];
  for (let at = path; at !== dirname(at); at = dirname(at)) paths.push(dirname(at));
  return paths;
}

function unified(groups: string, path: string): number[] {
  const [quota, period] = (read(join(groups, path, "cpu.max")) ?? "").trim().split(" ");
  return ratio(quota, period);
}

function bandwidth(folder: string): number[] {
  return ratio(read(join(folder, "cpu.cfs_quota_us")), read(join(folder, "cpu.cfs_period_us")));
}

/** `max` and -1 mean that there is no limit. */
function ratio(quota: string | undefined, period: string | undefined): number[] {
  const processors = Number(quota) / Number(period);
  return Number.isFinite(processors) && processors > 0 ? [processors] : [];
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    // Another system than Linux, or a group of the other version.
    return undefined;
  }
}
