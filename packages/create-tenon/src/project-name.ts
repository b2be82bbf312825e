/** What a project may be called: it is the name of a package, by npm's rules for new ones. */
import { builtinModules } from "node:module";
import { basename, resolve } from "node:path";

/** Names that npm keeps for itself, and modules that Node.js has. */
const taken = new Set(["node_modules", "favicon.ico", ...builtinModules]);

/** What is wrong with a name; undefined when it is good. */
export function faultOfName(name: string): string | undefined {
  const fault = faultIn(name);
  return (
    fault && `"${name}" cannot be a package's name: ${fault}. Take small letters, digits and hyphens: my-api.`
  );
}

function faultIn(name: string): string | undefined {
  if (name === "") return "it is empty";
  if (name.length > 214) return "it has more than 214 characters";
  if (/^[._-]/.test(name)) return `it begins with "${name[0]}"`;
  if (/[A-Z]/.test(name)) return "it has capital letters";
  if (!/^[a-z0-9._-]+$/.test(name)) return "it has characters that cannot stand in an address";
  return taken.has(name) ? "npm or Node.js has this name" : undefined;
}

/** The name that a folder gives: `services/my-api` is `my-api`, `.` the current folder's. */
export function nameOfFolder(path: string): string {
  return basename(resolve(path));
}

/** The name as a title: `my-api` is `My Api`. */
export function titleOf(name: string): string {
  const words = name.split(/[^a-z0-9]+/i).filter((word) => word !== "");
  return words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join(" ");
}
