/** What is asked for when a resource is generated. */
import type { Field } from "./fields.ts";
import type { Names } from "./names.ts";

/** A resource to be generated. */
export interface Resource {
  readonly one: Names;
  readonly many: Names;
  readonly fields: readonly Field[];
  /** The folder of its version of the API: `v1`. */
  readonly version: string;
}
