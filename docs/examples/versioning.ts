import { createApp, get, router } from "tenon";
import { z } from "zod";

const person = { first: "Ada", last: "Lovelace" };

// #region versions
const v1 = router(
  {
    prefix: "/api/v1",
    document: { title: "People, version 1" },
    deprecated: {
      since: new Date("2026-06-01"),
      sunset: new Date("2027-06-01"),
      link: "https://example.org/to-v2",
    },
  },
  {
    me: get("/me", { response: z.object({ name: z.string() }) }, () => ({
      name: `${person.first} ${person.last}`,
    })),
  },
);

const v2 = router(
  { prefix: "/api/v2", document: { title: "People, version 2" } },
  { me: get("/me", { response: z.object({ first: z.string(), last: z.string() }) }, () => person) },
);

export default createApp({ title: "People", version: "2.0.0", routes: { v1, v2 } });
// #endregion versions
