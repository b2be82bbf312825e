/** Where a running service's documentation is. */
import type { AppOptions } from "../app/app-options.ts";

/** The address of the docs page; undefined when it is not served. */
export function docsAddress(url: string, { docs }: AppOptions): string | undefined {
  if (docs === false || url.startsWith("unix:")) return undefined;
  const path = docs?.swagger ?? "/docs";
  return path === false ? undefined : url + path;
}
