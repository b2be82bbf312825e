/** The bundle has the list of test files here (see `../bundle.ts`): by name, a function that imports one. */
export const files: Readonly<Record<string, () => Promise<unknown>>> = {};
