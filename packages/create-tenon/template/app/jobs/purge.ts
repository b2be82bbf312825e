/** Removes, every night, what is over: expired tokens, sessions, links, keys and old audit events. */
import { logger } from "tenon";
import { job } from "tenon/jobs";
import { retention } from "../services/retention.ts";

export const purge = job(
  "purge",
  {
    depends: { retention, logger },
    schedule: { cron: "17 3 * * *" },
    // One at a time over all processes; the next night does what this one did not.
    singleton: "drop",
    retry: { limit: 2 },
    timeout: 1800,
  },
  async ({ retention, logger }, { signal }) => {
    logger.info({ removed: await retention.purge(signal) }, "Purged what is over");
  },
);
