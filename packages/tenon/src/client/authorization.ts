/** Whose calls they are: the token that goes with each, and a new one when it is refused. */

/** Where a client's token comes from. */
export interface AuthHook {
  /** The token to send; undefined sends none. Asked before every call. */
  readonly token: () => string | undefined | Promise<string | undefined>;
  /**
   * Gets a new token when one was refused with 401; undefined when there is none to be had, and the 401 is the result. One
   * refresh serves all calls whose token was refused, and each of them is sent once more. Calls in here say `auth: false`.
   */
  readonly refresh?: (refused: string) => string | undefined | Promise<string | undefined>;
  /** The word before it. Default: `Bearer`. */
  readonly scheme?: string;
}

/** The tokens of one client. */
export class Tokens {
  readonly #hook: AuthHook;
  /** The last renewal: whoever comes with the same refused token gets what it gave. */
  #renewal: { readonly refused: string; readonly given: Promise<string | undefined> } | undefined;

  constructor(hook: AuthHook) {
    this.#hook = hook;
  }

  /** The token to send now. */
  async current(): Promise<string | undefined> {
    return this.#hook.token();
  }

  /** What the `Authorization` header says. */
  header(token: string): string {
    return `${this.#hook.scheme ?? "Bearer"} ${token}`;
  }

  /** A token instead of one that was refused. */
  async instead(refused: string): Promise<string | undefined> {
    const { refresh } = this.#hook;
    if (refresh === undefined) return undefined;
    if (this.#renewal?.refused === refused) return this.#renewal.given;
    const renewal = { refused, given: this.#renewed(refused, refresh) };
    this.#renewal = renewal;
    const forget = (): void => {
      if (this.#renewal === renewal) this.#renewal = undefined;
    };
    // What failed may work the next time.
    renewal.given.then((token) => (token === undefined ? forget() : undefined), forget);
    return renewal.given;
  }

  async #renewed(refused: string, refresh: NonNullable<AuthHook["refresh"]>): Promise<string | undefined> {
    const token = await this.#hook.token();
    // Somebody else, such as another tab, was faster.
    return token !== undefined && token !== refused ? token : refresh(refused);
  }
}
