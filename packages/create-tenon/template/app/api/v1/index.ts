/** Version 1 of the API: what its clients rely on does not change; what must change goes into a version 2 beside it. */
import { router } from "tenon";
import { perAddress } from "../../core/rate-limits.ts";
import { account } from "./endpoints/account.ts";
import { audit } from "./endpoints/audit.ts";
import { auth } from "./endpoints/auth.ts";
import { users } from "./endpoints/users.ts";

export const v1 = router({ prefix: "/api/v1", depends: { perAddress } }, { auth, account, users, audit });
