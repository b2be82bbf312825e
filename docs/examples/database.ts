/** A database in memory, with transactions: enough to see when one begins and how it ends. */
export class Database {
  #names: readonly string[] = [];

  begin(): Transaction {
    return new Transaction(this.#names, (names) => {
      this.#names = names;
    });
  }

  close(): void {
    this.#names = [];
  }
}

export class Transaction {
  #names: readonly string[];
  readonly #keep: (names: readonly string[]) => void;

  constructor(names: readonly string[], keep: (names: readonly string[]) => void) {
    this.#names = names;
    this.#keep = keep;
  }

  names(): readonly string[] {
    return this.#names;
  }

  insert(name: string): void {
    this.#names = [...this.#names, name];
  }

  commit(): void {
    this.#keep(this.#names);
  }

  rollback(): void {
    this.#names = [];
  }
}
