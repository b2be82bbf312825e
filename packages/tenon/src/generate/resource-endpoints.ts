/** The file of a resource's operations. */
import type { Resource } from "./resource-asked.ts";

export function endpointsFile({ one, many }: Resource): string {
  const { pascal, camel, kebab, words } = one;
  const service = `${many.camel}: ${camel}Service`;
  return `/** ${many.words.charAt(0).toUpperCase() + many.words.slice(1)}: everybody reads and writes their own; who has the scope reads all. */
import { del, get, ownerOnly, patch, post, router, secured } from "tenon";
import { z } from "zod";
import { ${pascal}NotFound } from "../../../core/errors.ts";
import { perAccount } from "../../../core/rate-limits.ts";
import { currentUser } from "../../../core/security.ts";
import { ${pascal}Change, ${pascal}Create, ${pascal}Query, ${pascal}Response } from "../../../schemas/${kebab}.ts";
import { ${camel}Service } from "../../../services/${kebab}-service.ts";

/** What the operations on one of them have in common. */
const owned = {
  params: { id: z.uuid() },
  errors: [${pascal}NotFound],
  depends: { user: currentUser, ${service} },
} as const;

export const ${many.camel} = router(
  { prefix: "/${many.kebab}", tags: ["${many.words}"], depends: { perAccount } },
  {
    create: post(
      "",
      ownerOnly({
        summary: "Create ${withArticle(words)}",
        body: ${pascal}Create,
        response: ${pascal}Response,
        status: 201,
        depends: { user: currentUser, ${service} },
      }),
      ({ body, user, ${many.camel} }) => ${many.camel}.create(user, body),
    ),

    list: get(
      "",
      ownerOnly({
        summary: "List your ${many.words}, newest first",
        query: ${pascal}Query,
        response: z.array(${pascal}Response),
        depends: { user: currentUser, ${service} },
      }),
      ({ query, user, ${many.camel} }) => ${many.camel}.list(user, query),
    ),

    listAll: get(
      "/all",
      {
        summary: "List everybody's ${many.words}, newest first",
        query: ${pascal}Query,
        response: z.array(${pascal}Response),
        depends: { reader: secured(currentUser, "${many.kebab}:read"), ${service} },
      },
      ({ query, ${many.camel} }) => ${many.camel}.listAll(query),
    ),

    one: get(
      "/:id",
      ownerOnly({ summary: "Read ${withArticle(words)} of yours", ...owned, response: ${pascal}Response }),
      ({ params, user, ${many.camel} }) => ${many.camel}.get(user, params.id),
    ),

    change: patch(
      "/:id",
      ownerOnly({
        summary: "Change ${withArticle(words)} of yours",
        ...owned,
        body: ${pascal}Change,
        response: ${pascal}Response,
      }),
      ({ params, body, user, ${many.camel} }) => ${many.camel}.change(user, params.id, body),
    ),

    remove: del(
      "/:id",
      ownerOnly({ summary: "Remove ${withArticle(words)} of yours", ...owned, status: 204 }),
      ({ params, user, ${many.camel} }) => ${many.camel}.remove(user, params.id),
    ),
  },
);
`;
}

function withArticle(words: string): string {
  return `${/^[aeiou]/.test(words) ? "an" : "a"} ${words}`;
}
