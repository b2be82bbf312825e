/** All jobs of the service. `tenon worker app/main.ts` runs them; with the embedded database the service does so itself. */
import { jobs } from "tenon/jobs";
import { currentSettings } from "../core/settings.ts";
import { passwordReset } from "./password-reset.ts";
import { purge } from "./purge.ts";
import { engine } from "./queue.ts";
import { sendMail } from "./send-mail.ts";

export const serviceJobs = jobs({
  engine,
  jobs: { sendMail, passwordReset, purge },
  inProcess: currentSettings().jobsInProcess ?? "embedded",
});
