import { createApp, dependency, get } from "tenon";

// #region app
export const events: string[] = [];

/** App-scoped dependencies open at start-up in the order of their needs, and close in reverse. */
const pool = dependency({ scope: "app" }, async function* () {
  events.push("pool opened");
  yield { rates: async () => ({ EUR: 1 }) };
  events.push("pool closed");
});

const rates = dependency({ scope: "app", depends: { pool } }, async function* ({ pool }) {
  events.push("rates loaded");
  yield await pool.rates();
  events.push("rates dropped");
});

export default createApp({
  title: "Rates",
  version: "1.0.0",
  routes: { rates: get("/rates", { depends: { rates } }, ({ rates }) => rates) },
  // Around all of it: after the dependencies have opened, and before they close.
  lifespan: async function* ({ get }) {
    events.push(`ready with ${Object.keys(await get(rates)).length} rate`);
    yield;
    events.push("stopping");
  },
});
// #endregion app
