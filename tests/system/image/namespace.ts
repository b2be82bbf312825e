/**
 * Runs commands as a container engine does: in a root file system of their own, with a mount and a process table of their own.
 * Needs Linux and root. The network is this machine's.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";

/** How a command is run. */
export interface NamespaceOptions {
  /** The root file system. */
  readonly root: string;
  readonly env: Readonly<Record<string, string>>;
  /** The folder in it where the command starts. */
  readonly folder: string;
  /** `uid:gid`, by number. */
  readonly user: string;
  /** Whether nothing can be written but what is mounted. */
  readonly readOnly: boolean;
  /** Folders of this machine that show in the root: `[here, there]`. */
  readonly binds?: readonly (readonly [from: string, to: string])[];
  /** Folders in it that can be written and begin empty, and whose they are. */
  readonly temporary?: readonly (readonly [path: string, mode: string])[];
}

/** What is done in the new namespaces before the command: process 1 in the end is the command itself. */
const enter = `
set -e
root=$1 user=$2 mode=$3; shift 3
mount --bind "$root" "$root"
mount -t proc proc "$root/proc"
mount -t tmpfs -o mode=0755 tmpfs "$root/dev"
for device in null zero random urandom; do
  : > "$root/dev/$device"
  mount --bind "/dev/$device" "$root/dev/$device"
done
ln -s /proc/self/fd "$root/dev/fd"
while [ "$1" != -- ]; do
  case $1 in
    bind) mkdir -p "$root$3"; mount --bind "$2" "$root$3"; shift 3 ;;
    file) mount --bind "$2" "$root$3"; shift 3 ;;
    temporary) mount -t tmpfs -o "$3" tmpfs "$root$2"; shift 3 ;;
  esac
done
shift
if [ "$mode" = ro ]; then mount -o remount,bind,ro "$root"; fi
exec setpriv --no-new-privs chroot --userspec="$user" "$root" /usr/bin/env -i "$@"
`;

/** Starts a command. Killing the process that is returned ends everything in it. */
export function enterNamespace(options: NamespaceOptions, command: readonly string[]): ChildProcess {
  const { root, env, folder, user, readOnly, binds = [], temporary = [] } = options;
  const mounts = [
    ...["file", "/etc/resolv.conf", "/etc/resolv.conf", "bind", "/etc/ssl", "/etc/ssl"],
    ...binds.flatMap(([from, to]) => ["bind", from, to]),
    ...temporary.flatMap(([path, mode]) => ["temporary", path, mode]),
  ];
  const variables = Object.entries(env).map(([name, value]) => `${name}=${value}`);
  return spawn(
    "unshare",
    [
      ...["--mount", "--pid", "--fork", "--kill-child", "sh", "-c", enter, "sh"],
      ...[root, user, readOnly ? "ro" : "rw", ...mounts, "--"],
      ...[`--chdir=${folder}`, ...variables, ...command],
    ],
    { stdio: ["ignore", "pipe", "pipe"] },
  );
}

/** How a command ended, and all that it printed. */
export interface Ended {
  readonly code: number | null;
  readonly output: string;
}

/** Runs a command to its end. */
export async function runInNamespace(options: NamespaceOptions, command: readonly string[]): Promise<Ended> {
  const child = enterNamespace(options, command);
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on("data", (chunk) => {
      output += chunk;
    });
  }
  const [code] = await once(child, "close");
  return { code, output };
}
