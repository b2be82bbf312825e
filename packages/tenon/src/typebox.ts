/** Schemas of TypeBox: `typebox(Type.Object({ ... }))`. */
export { type TypeboxInput, type TypeboxOutput, typebox } from "./contract/typebox.ts";
