/**
 * Where a fault is in the body that was sent. Its `loc` may say more than a path (the branch of a union, the position in a
 * text), and machines that point into a body need the path alone.
 */
import type { Fault } from "./fault.ts";
import type { Path } from "./finding.ts";

const paths = new WeakMap<Fault, Path>();

/** Notes the path of a fault, from the source on, where its `loc` is another. */
export function keepPath(fault: Fault, path: Path): void {
  paths.set(fault, path);
}

/**
 * A JSON Pointer to what a fault is about, as a URI fragment (RFC 6901, 6): `#/items/0/price`; undefined for inputs outside
 * of a body.
 */
export function pointerOf(fault: Fault): string | undefined {
  const [source, ...keys] = paths.get(fault) ?? fault.loc;
  if (source !== "body") return undefined;
  // The position in a text that is no JSON is no part of a value.
  if (fault.type === "json_invalid") return "#";
  return `#${keys.map((key) => `/${encodeURIComponent(String(key).replaceAll("~", "~0").replaceAll("/", "~1"))}`).join("")}`;
}
