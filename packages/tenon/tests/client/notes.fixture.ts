/** The app as `tenon client` takes it: made by a function. */
import { notesApp, Server } from "./notes-app.ts";

export default () => notesApp(new Server());
