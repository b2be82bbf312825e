/** The bundle of each runtime has that runtime's own file in this one's place (see `../bundle.ts`). */
export { listen } from "./node.ts";
