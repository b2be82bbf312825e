/** Links between the pages of an app: relative ones, so that they hold behind whatever prefix a proxy puts in front. */

/** From a page to the root of the app: `./` from `/docs`, `../` from `/internal/docs`. */
export function linkToRoot(page: string): string {
  return "../".repeat(page.split("/").length - 2) || "./";
}

/** From a page to another path of the app. */
export function linkTo(page: string, path: string): string {
  return linkToRoot(page) + path.slice(1);
}

/** A path below a page: `/docs` and `init.js` are `/docs/init.js`. */
export function pathBelow(page: string, name: string): string {
  return page.endsWith("/") ? page + name : `${page}/${name}`;
}
