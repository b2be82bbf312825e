/** Tenon on Node, served as `tenon serve` does it. */
import { port, ready } from "./domain.ts";
import { app } from "./tenon-app.ts";
import { serve } from "./tenon-source.ts";

await serve(app, { port });
ready();
