/** Version 1 of the API: what its clients rely on does not change; what must change goes into a version 2 beside it. */
import { router } from "tenon";
import { greetings } from "./endpoints/greetings.ts";

export const v1 = router({ prefix: "/api/v1" }, { greetings });
