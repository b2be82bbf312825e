/** A server of as many operations as OPERATIONS says. */
import { port, ready } from "../domain.ts";
import { serve } from "../tenon-source.ts";
import { appOf } from "./many-operations.ts";

await serve(appOf(Number(process.env.OPERATIONS)), { port });
ready();
