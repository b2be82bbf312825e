import { backgroundTasks, createApp, dependency, get, post, task } from "tenon";
import { z } from "zod";

// #region task
/** What has gone out; a real one talks to a mail server. */
const outbox = dependency({ scope: "app" }, (): string[] => []);

/** Runs after the answer has left, with needs of its own. It may be lost with its process. */
const thank = task({ depends: { outbox } }, ({ outbox }, name: string) => {
  outbox.push(`Thank you, ${name}`);
});

const visit = post(
  "/visits",
  { body: { name: z.string() }, status: 202, depends: { tasks: backgroundTasks } },
  ({ body, tasks }) => {
    tasks.add(thank, body.name);
    return { message: "Noted" };
  },
);
// #endregion task

const sent = get("/sent", { response: z.array(z.string()), depends: { outbox } }, ({ outbox }) => outbox);

export default createApp({ title: "Visitors", version: "1.0.0", routes: { visit, sent } });
