/**
 * One start of an app of as many operations as the parameter says, in a process that has done nothing before: its declaration, its
 * start and its document, in milliseconds. Loading the framework's own files is not counted. Prints JSON.
 */
import { appOf } from "../servers/growth/many-operations.ts";

const operations = Number(process.argv[2]);

const began = performance.now();
const app = appOf(operations);
const declared = performance.now();
const running = await app.start();
const started = performance.now();
const { paths } = app.openapi();
const described = performance.now();

const found = Object.values(paths ?? {}).flatMap((item) => Object.keys(item ?? {})).length;
if (found !== operations) throw new Error(`The document has ${found} operations instead of ${operations}`);
await running.stop();
console.log(
  JSON.stringify({
    declare: declared - began,
    start: started - declared,
    document: described - started,
    all: described - began,
  }),
);
