/** An operation's place, found. */
export interface RouteMatch<T> {
  readonly data: T;
  readonly params: { readonly [name: string]: string } | undefined;
}
