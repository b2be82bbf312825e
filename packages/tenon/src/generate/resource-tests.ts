/** The file of a resource's tests. */
import type { Field } from "./fields.ts";
import type { Resource } from "./resource-asked.ts";

export function testsFile({ one, many, fields, version }: Resource): string {
  const [first] = fields as readonly [Field, ...Field[]];
  return `/** ${many.words.charAt(0).toUpperCase() + many.words.slice(1)}: their owner makes, reads, changes and removes them; nobody else sees them but who may read all. */
import { expect, test } from "vitest";
import { useService } from "./service.ts";

const service = useService();
const path = "/api/${version}/${many.kebab}";
const made = ${sampleOf(fields)};

const make = (token: string) => service.make(path, token, made);
const idsOf = async (query: string, token: string) =>
  (await service.client.get(\`\${path}\${query}\`, { token })).json<{ id: string }[]>().map(({ id }) => id);

test("its owner makes, reads, changes and removes ${withArticle(one.words)}", async () => {
  const { user, token } = await service.account("${one.camel.slice(0, 20)}-owner");
  const id = await make(token);
  const one = () => service.client.get(\`\${path}/\${id}\`, { token });
  expect((await one()).json()).toMatchObject({ id, userId: user.id, ...made });

  const changed = await service.client.patch(\`\${path}/\${id}\`, { token, json: { ${first.name}: ${first.otherSample} } });
  expect([changed.status, changed.json()]).toEqual([
    200,
    expect.objectContaining({ ...made, ${first.name}: ${first.otherSample} }),
  ]);
  const unchanged = await service.client.patch(\`\${path}/\${id}\`, { token, json: {} });
  expect(unchanged.json()).toEqual(changed.json());

  expect((await service.client.delete(\`\${path}/\${id}\`, { token })).status).toBe(204);
  expect((await one()).status).toBe(404);
});

test("what belongs to somebody else is not found", async () => {
  const { token } = await service.account("${one.camel.slice(0, 20)}-ada");
  const { token: other } = await service.account("${one.camel.slice(0, 20)}-bob");
  const id = await make(token);
  expect(await idsOf("", other)).toEqual([]);
  const answers = [
    await service.client.get(\`\${path}/\${id}\`, { token: other }),
    await service.client.patch(\`\${path}/\${id}\`, { token: other, json: { ${first.name}: ${first.otherSample} } }),
    await service.client.delete(\`\${path}/\${id}\`, { token: other }),
  ];
  expect(answers.map(({ status }) => status)).toEqual([404, 404, 404]);
  expect(await idsOf("", token)).toEqual([id]);
});

test("a list goes from the newest to the oldest, page by page", async () => {
  const { token } = await service.account("${one.camel.slice(0, 20)}-pages");
  const oldest = await make(token);
  // Ids begin with the time in milliseconds: wait for the next one.
  await expect.poll(() => Date.now(), { interval: 2 }).toBeGreaterThan(Date.now());
  const newest = await make(token);
  expect(await idsOf("", token)).toEqual([newest, oldest]);
  expect(await idsOf("?limit=1", token)).toEqual([newest]);
  expect(await idsOf(\`?before=\${newest}\`, token)).toEqual([oldest]);
});

test("who may read all reads everybody's", async () => {
  const { token } = await service.account("${one.camel.slice(0, 20)}-author");
  const id = await make(token);
  const { token: admin } = await service.account("${one.camel.slice(0, 20)}-admin", { admin: true });
  expect(await idsOf("/all", admin)).toContain(id);
  expect((await service.client.get(\`\${path}/all\`, { token })).status).toBe(403);
});

test("a value that does not fit is refused by its name", async () => {
  const { token } = await service.account("${one.camel.slice(0, 20)}-misfit");
  const json = { ...made, ${first.name}: ${first.misfit} };
  const refused = await service.client.post(path, { token, json });
  expect(refused.status).toBe(422);
  expect(refused.json()).toMatchObject({ detail: [{ loc: ["body", "${first.name}"] }] });
  expect(await idsOf("", token)).toEqual([]);
});

test("nobody comes in without a token", async () => {
  expect((await service.client.post(path, { json: made })).status).toBe(401);
});
`;
}

/** A body as JSON has it, as TypeScript. */
export function sampleOf(fields: readonly Field[]): string {
  return `{ ${fields.map(({ name, sample }) => `${name}: ${sample}`).join(", ")} }`;
}

function withArticle(words: string): string {
  return `${/^[aeiou]/.test(words) ? "an" : "a"} ${words}`;
}
