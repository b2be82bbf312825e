/** Tenon on Bun, by the door that every runtime has: `app.fetch`. */
import { app } from "../tenon-app.ts";
import { serveOnBun } from "./serve.ts";

serveOnBun((request) => app.fetch(request));
