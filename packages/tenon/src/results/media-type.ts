import { lookup } from "mime-types";

/** The media type of a file by the extension of its name; undefined when it has none that is known. */
export function mediaTypeOf(name: string): string | undefined {
  const extension = /\.[^./\\]+$/.exec(name)?.[0];
  return (extension !== undefined && lookup(extension)) || undefined;
}
