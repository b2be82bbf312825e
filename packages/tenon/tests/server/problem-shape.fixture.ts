/** An error shape of an app's own. */
import type { ErrorShape } from "../../src/app/error-reply.ts";
import { Reply } from "../../src/http/reply.ts";

export const problemDetails: ErrorShape = (error) =>
  new Reply(
    error.status,
    ["content-type", "application/problem+json"],
    JSON.stringify({ status: error.status, title: error.message }),
  );
