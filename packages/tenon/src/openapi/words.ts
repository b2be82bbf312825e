/** Names for people and for generated code, made from the keys of a record and the codes of errors. */

/** The last key of an operation's id as a sentence: `users.listUsers` is "List users", `jwks.getJWKS` is "Get JWKS". */
export function summaryOf(id: string): string {
  const [first = "", ...rest] = wordsIn(id.slice(id.lastIndexOf(".") + 1));
  return [capitalised(first), ...rest.map((word) => (isAcronym(word) ? word : word.toLowerCase()))].join(" ");
}

/** Words of any spelling as one name: `v1.users.create` is `V1UsersCreate`, `username_taken` is `UsernameTaken`. */
export function pascalCase(text: string): string {
  return wordsIn(text).map(capitalised).join("");
}

function wordsIn(text: string): string[] {
  return text
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .replace(/([A-Z])([A-Z][a-z])/g, "$1 $2")
    .split(/[^A-Za-z0-9]+/)
    .filter((word) => word !== "");
}

function capitalised(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

function isAcronym(word: string): boolean {
  return word.length > 1 && word === word.toUpperCase();
}
