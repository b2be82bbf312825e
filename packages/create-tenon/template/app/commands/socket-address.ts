/** Unix domain sockets are addressed by a path of about a hundred bytes at most; folders are often deeper than that. */
import { constants } from "node:fs";
import { open } from "node:fs/promises";
import { basename, dirname, join, relative } from "node:path";

/** The smallest limit of the systems in use, macOS's 104 bytes, with the byte that ends the text. */
const maxBytes = 103;

/** Calls `use` with an address of the socket at this path that fits. It is good only until `use` is done. */
export async function withSocketAddress<Result>(
  path: string,
  use: (address: string) => Promise<Result>,
): Promise<Result> {
  const short = [path, relative(process.cwd(), path)].find((it) => Buffer.byteLength(it) <= maxBytes);
  if (short !== undefined) return use(short);
  if (process.platform !== "linux") {
    throw new Error(`The path ${path} is too long for a socket: set DATA_DIR to a shorter one`);
  }
  // On Linux an open folder has a short name.
  const folder = await open(dirname(path), constants.O_RDONLY | constants.O_DIRECTORY);
  try {
    return await use(join(`/proc/self/fd/${folder.fd}`, basename(path)));
  } finally {
    await folder.close();
  }
}
