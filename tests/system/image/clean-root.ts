/** A root file system with nothing in it but what an image of Node has: a shell, a few commands, Node and npm. */
import { execFileSync } from "node:child_process";
import { copyFileSync, cpSync, existsSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

const commands = ["sh", "env", "mkdir", "chown", "cat", "ls"];

/** Makes it in a folder that does not exist. Everything belongs to root; a user `node` (1000) is known, as in the image. */
export function makeCleanRoot(root: string): void {
  for (const folder of [
    "dev",
    "etc/ssl",
    "proc",
    "root",
    "tmp",
    "usr/bin",
    "usr/local/bin",
    "usr/local/lib/node_modules",
  ]) {
    mkdirSync(join(root, folder), { recursive: true });
  }
  for (const folder of ["bin", "lib", "lib64"]) {
    mkdirSync(join(root, "usr", folder), { recursive: true });
    symlinkSync(`usr/${folder}`, join(root, folder));
  }
  writeFileSync(
    join(root, "etc/passwd"),
    "root:x:0:0::/root:/bin/sh\nnode:x:1000:1000::/home/node:/bin/sh\n",
  );
  writeFileSync(join(root, "etc/group"), "root:x:0:\nnode:x:1000:\n");
  writeFileSync(join(root, "etc/hosts"), "127.0.0.1 localhost\n");
  writeFileSync(join(root, "etc/resolv.conf"), "");

  for (const command of commands) addProgram(root, find(command), `usr/bin/${command}`);
  addProgram(root, process.execPath, "usr/local/bin/node");
  const npm = dirname(dirname(find("npm")));
  cpSync(npm, join(root, "usr/local/lib/node_modules/npm"), { recursive: true });
  symlinkSync("../lib/node_modules/npm/bin/npm-cli.js", join(root, "usr/local/bin/npm"));
}

function find(command: string): string {
  return execFileSync("sh", ["-c", `readlink -f "$(command -v ${command})"`], { encoding: "utf8" }).trim();
}

/** Copies a program with the libraries that it is linked to. */
function addProgram(root: string, from: string, to: string): void {
  copyFileSync(from, join(root, to));
  const linked = execFileSync("ldd", [from], { encoding: "utf8" });
  for (const [, library = ""] of linked.matchAll(/(?:=> )?(\/\S+) \(0x/g)) {
    const place = join(root, library.startsWith("/usr") ? library : `/usr${library}`);
    if (existsSync(place)) continue;
    mkdirSync(dirname(place), { recursive: true });
    copyFileSync(library, place);
  }
}
