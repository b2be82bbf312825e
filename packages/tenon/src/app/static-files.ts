/** A folder of files under a prefix, and the single-page front end that lives in one. */
import { StartError } from "../depends/start-error.ts";
import { HttpError } from "../http/errors.ts";
import type { Exchange } from "../http/exchange.ts";
import { Reply } from "../http/reply.ts";
import { bundleOnly } from "../results/file-system.ts";
import { Folder, type Found } from "../results/folder.ts";
import { ofFile } from "../results/representation.ts";
import { representationReply } from "../results/representation-reply.ts";
import { safeSegments, safeUrlSegments } from "../results/safe-path.ts";
import type { Mount } from "../routing/mount.ts";

/** How files are given out. */
export interface StaticFilesOptions {
  /** What a folder answers with; `false` for nothing. Default: `index.html`. */
  readonly index?: string | false;
  /**
   * What answers a page that is no file, for front ends that route by themselves: `index.html`, say. Asked for by browsers as a page
   * (`Accept: text/html`), or by anybody without an extension; a missing script stays a 404. Default: none.
   */
  readonly spaFallback?: string;
  /**
   * The `Cache-Control` of each file, by its path in the folder. Default: `no-cache`, which asks again each time and gets a 304.
   * @example
   * cacheControl: (path) => path.startsWith("assets/") ? "public, max-age=31536000, immutable" : "no-cache"
   */
  readonly cacheControl?: string | ((path: string) => string | undefined);
}

/**
 * Gives out the files of a folder: types by extension, ranges, `ETag` and conditions as `file` has them; GET and HEAD only.
 *
 * Nothing outside of the folder is ever given out, through links neither; nothing hidden (a name that begins with a dot); nothing with
 * a backslash, a NUL, a device's name: all of that is a 404.
 *
 * @param prefix `/static`; `/` for everything that no operation answers
 * @param folder a path from the working directory, or a `file:` URL; it must be there when the app starts
 * @example
 * routes: { api, web: staticFiles("/", new URL("../dist/", import.meta.url), { spaFallback: "index.html" }) }
 */
export function staticFiles(prefix: string, folder: string | URL, options: StaticFilesOptions = {}): Mount {
  return {
    "~tenon": "mount",
    prefix,
    async start() {
      const served = new StaticFolder(await opened(folder), options);
      return { handle: (exchange) => served.handle(exchange) };
    },
  };
}

async function opened(folder: string | URL): Promise<Folder> {
  try {
    return await Folder.open(folder);
  } catch (cause) {
    const sentence = `staticFiles: the folder ${String(folder)} cannot be given out: ${String(cause)}`;
    throw new StartError(sentence + bundleOnly(), { cause });
  }
}

const ALLOW = "GET, HEAD, OPTIONS";

class StaticFolder {
  readonly #folder: Folder;
  readonly #index: string | false;
  readonly #fallback: readonly string[] | undefined;
  readonly #cacheControl: (path: string) => string | undefined;

  constructor(
    folder: Folder,
    { index = "index.html", spaFallback, cacheControl = "no-cache" }: StaticFilesOptions,
  ) {
    this.#folder = folder;
    this.#index = index;
    this.#fallback = spaFallback === undefined ? undefined : safeSegments(spaFallback);
    this.#cacheControl = typeof cacheControl === "function" ? cacheControl : () => cacheControl;
    if (spaFallback !== undefined && this.#fallback === undefined)
      throw new StartError(`staticFiles: spaFallback "${spaFallback}" is no file inside the folder.`);
  }

  async handle(exchange: Exchange): Promise<Reply> {
    if (exchange.method === "OPTIONS") return new Reply(204, ["allow", ALLOW]);
    if (exchange.method !== "GET" && exchange.method !== "HEAD")
      throw new HttpError(405, undefined, { headers: { allow: ALLOW } });
    // Begins with a slash; one at the end asks for a folder.
    const asked = exchange.path.slice(1);
    const isFolder = asked === "" || asked.endsWith("/");
    const segments = asked === "" ? [] : safeUrlSegments(isFolder ? asked.slice(0, -1) : asked);
    if (segments === undefined) throw new HttpError(404);
    const found = await this.#folder.find(segments);
    if (found?.stats.isFile() === true && !isFolder) return this.#send(exchange, found, segments);
    const page = found?.stats.isDirectory() === true ? await this.#indexOf(segments) : undefined;
    if (page === undefined) return this.#fallBack(exchange, segments);
    return isFolder ? this.#send(exchange, page, [...segments, String(this.#index)]) : slashed(exchange);
  }

  async #indexOf(segments: readonly string[]): Promise<Found | undefined> {
    return this.#index === false ? undefined : this.#file([...segments, this.#index]);
  }

  async #fallBack(exchange: Exchange, segments: readonly string[]): Promise<Reply> {
    if (this.#fallback === undefined || !wantsPage(exchange, segments.at(-1) ?? "")) throw new HttpError(404);
    const page = await this.#file(this.#fallback);
    if (page === undefined) throw new HttpError(404);
    return (await this.#send(exchange, page, this.#fallback)).vary("Accept");
  }

  async #file(segments: readonly string[]): Promise<Found | undefined> {
    const found = await this.#folder.find(segments);
    return found?.stats.isFile() === true ? found : undefined;
  }

  #send(exchange: Exchange, { path, stats }: Found, segments: readonly string[]): Promise<Reply> {
    const cacheControl = this.#cacheControl(segments.join("/"));
    return representationReply(
      exchange,
      ofFile(path, stats),
      cacheControl === undefined ? {} : { cacheControl },
    );
  }
}

/** A folder's page needs the slash: its links are relative to it. */
function slashed({ basePath, path, query }: Exchange): Reply {
  const location = `${basePath}${path}/`;
  const relative = location.startsWith("//") ? `/.${location}` : location;
  return new Reply(307, ["location", relative + (query === "" ? "" : `?${query}`)]);
}

function wantsPage(exchange: Exchange, name: string): boolean {
  const accept = exchange.header("accept");
  if (accept?.includes("text/html") === true) return true;
  return !name.includes(".") && (accept === undefined || accept.includes("*/*"));
}
