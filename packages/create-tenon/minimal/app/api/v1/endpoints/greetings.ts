/** Greetings: the first endpoint. */
import { get, router } from "tenon";
import { z } from "zod";

const Greeting = z.object({ message: z.string() }).meta({ id: "Greeting" });

export const greetings = router(
  { prefix: "/greetings", tags: ["greetings"] },
  {
    one: get(
      "/:name",
      { summary: "Greet somebody", params: { name: z.string().max(50) }, response: Greeting },
      ({ params }) => ({ message: `Hello, ${params.name}!` }),
    ),
  },
);
