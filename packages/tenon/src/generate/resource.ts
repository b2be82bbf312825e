/** `tenon generate resource`: a table with an owner, and everything from its model to its tests. */
import type { Changes } from "./changes.ts";
import { GenerationError } from "./generation-error.ts";
import { contentOf } from "./insert.ts";
import type { Resource } from "./resource-asked.ts";
import { endpointsFile } from "./resource-endpoints.ts";
import { modelFile } from "./resource-model.ts";
import { schemasFile } from "./resource-schemas.ts";
import { serviceFile } from "./resource-service.ts";
import { testsFile } from "./resource-tests.ts";
import { wire } from "./resource-wiring.ts";

/**
 * Plans the files of a resource.
 *
 * @throws {GenerationError} when there is something of that name, or the project is not laid out like the reference service
 */
export function planResource(changes: Changes, resource: Resource): void {
  const { one, many, version } = resource;
  refuseTaken(changes, resource);
  changes.create(`app/models/${one.kebab}.ts`, modelFile(resource));
  changes.create(`app/schemas/${one.kebab}.ts`, schemasFile(resource));
  changes.create(`app/services/${one.kebab}-service.ts`, serviceFile(resource));
  changes.create(`app/api/${version}/endpoints/${many.kebab}.ts`, endpointsFile(resource));
  changes.create(`tests/api/${many.kebab}.test.ts`, testsFile(resource));
  wire(changes, resource);
}

function refuseTaken(changes: Changes, { one, many, version }: Resource): void {
  const record = contentOf(changes.read(`app/api/${version}/index.ts`), /export const \w+ = router\(/) ?? "";
  const isTaken =
    changes.has(`app/models/${one.kebab}.ts`) || new RegExp(`[{,]\\s*${many.camel}\\b`).test(record);
  if (isTaken) throw new GenerationError(`There is a resource "${one.kebab}" already: nothing was changed.`);
}
