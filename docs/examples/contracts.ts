import { createApp, dependency, get, HttpError, isoDateTime, patch, post } from "tenon";
import { z } from "zod";

// #region schemas
const Event = z
  .object({ id: z.int(), title: z.string().min(1).max(80), at: isoDateTime(), seats: z.int().min(0) })
  .meta({ id: "Event" });
const NewEvent = Event.omit({ id: true });
const EventChange = NewEvent.partial();
// #endregion schemas

type Stored = z.infer<typeof Event> & { readonly notes: string };
const calendar = dependency({ scope: "app" }, () => new Map<number, Stored>());

function stored(events: Map<number, Stored>, id: number): Stored {
  const event = events.get(id);
  if (event === undefined) throw new HttpError(404, "No such event");
  return event;
}

// #region operations
const add = post(
  "/events",
  { body: NewEvent, response: Event, status: 201, depends: { calendar } },
  ({ body, calendar }) => {
    const event = { id: calendar.size + 1, ...body, notes: "never leaves" };
    calendar.set(event.id, event);
    return event;
  },
);

const list = get(
  "/events",
  {
    query: { after: isoDateTime().optional(), sort: z.enum(["at", "title"]).default("at") },
    response: z.array(Event),
    depends: { calendar },
  },
  ({ query, calendar }) =>
    [...calendar.values()]
      .filter(({ at }) => query.after === undefined || at > query.after)
      .sort((a, b) => (a[query.sort] < b[query.sort] ? -1 : 1)),
);

const change = patch(
  "/events/:id",
  { params: { id: z.int() }, body: EventChange, response: Event, depends: { calendar } },
  ({ params, body, calendar }) => Object.assign(stored(calendar, params.id), body),
);
// #endregion operations

export default createApp({ title: "Calendar", version: "1.0.0", routes: { add, list, change } });
