import { createApp, defineError, dependency, get, post, router } from "tenon";
import { z } from "zod";

const Note = z.object({ id: z.int(), text: z.string().min(1) }).meta({ id: "Note" });
const NoteNotFound = defineError(404, "note_not_found");
const notes = dependency({ scope: "app" }, () => new Map<number, z.infer<typeof Note>>());

const add = post(
  "",
  { body: Note.omit({ id: true }), response: Note, status: 201, depends: { notes } },
  ({ body, notes }) => {
    const note = { id: notes.size + 1, ...body };
    notes.set(note.id, note);
    return note;
  },
);

const one = get(
  "/:id",
  { params: { id: z.int() }, response: Note, errors: [NoteNotFound], depends: { notes } },
  ({ params, notes }) => {
    const note = notes.get(params.id);
    if (note === undefined) throw new NoteNotFound();
    return note;
  },
);

export const api = { notes: router({ prefix: "/notes", tags: ["notes"] }, { add, one }) };
export default createApp({ title: "Notes", version: "1.0.0", routes: api });
