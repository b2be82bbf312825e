/** What a typed client knows, and what it refuses: each mistake is an error where it stands. Checked by `npm run typecheck`. */
import { type Client, type ClientEvent, createClient, type EventStream } from "../../src/client/index.ts";
import type { notesApi } from "../client/notes-app.ts";

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
function expectType<_Holds extends true>(): void {}

type Api = ReturnType<typeof notesApi>;
const client: Client<Api> = createClient<Api>({}, { baseUrl: "http://notes.example" });

// Successes by status.
const saved = await client.notes.save({ params: { id: 1 }, body: { text: "new" } });
if (saved.ok) {
  expectType<Equal<typeof saved.status, 200 | 201>>();
  if (saved.status === 201) expectType<Equal<typeof saved.data.isNew, true>>();
  // @ts-expect-error only a new one says so
  else saved.data.isNew;
}

// Errors by code, those of the router too.
if (!saved.ok) {
  expectType<Equal<typeof saved.code, "note_taken" | "note_locked" | "validation_error" | undefined>>();
  if (saved.code === "note_taken") {
    expectType<Equal<typeof saved.status, 409>>();
    expectType<Equal<typeof saved.data.by, number>>();
  }
  if (saved.code === "note_locked") expectType<Equal<typeof saved.status, 423>>();
  // @ts-expect-error nothing of this name is declared
  if (saved.code === "note_gone") throw new Error("gone");
}

// What streams, and what is read at once.
const lines = await client.lines();
if (lines.ok) expectType<Equal<typeof lines.data, AsyncIterable<{ id: number; text: string }>>>();
const ticks = await client.ticks();
if (ticks.ok) {
  expectType<Equal<typeof ticks.data, EventStream<{ number: number }>>>();
  for await (const event of ticks.data) expectType<Equal<typeof event, ClientEvent<{ number: number }>>>();
}
const csv = await client.csv();
if (csv.ok) expectType<Equal<typeof csv.data, string>>();

// Mistakes.
// @ts-expect-error there is no such operation
client.notes.remove;
// @ts-expect-error the inputs are missing
client.notes.save();
// @ts-expect-error the body is missing
client.notes.save({ params: { id: 1 } });
// @ts-expect-error an id is a number
client.notes.one({ params: { id: "1" } });
client.notes.save({
  params: { id: 1 },
  body: {
    // @ts-expect-error a text is a text
    text: 1,
  },
});
client.notes.save({
  params: { id: 1 },
  // @ts-expect-error nothing of this name is asked for
  query: { loud: true },
  body: { text: "" },
});
// @ts-expect-error a file is a file
client.notes.upload({ form: { title: "a", file: "text" } });
// @ts-expect-error the data is there after a success only
saved.data.text;
createClient<Api>(
  {},
  {
    baseUrl: "",
    auth: {
      // @ts-expect-error a token is a text
      token: () => 1,
    },
  },
);
