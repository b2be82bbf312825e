/** Load: `import { shedLoad } from "tenon/load"`. Limits of one operation are its `concurrency` and `timeout`. */
export { Overloaded, TimedOut } from "./overloaded.ts";
export { type ShedLoadOptions, shedLoad } from "./shed-load.ts";
