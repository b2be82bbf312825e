/**
 * Phase two of a request: every declared input of the operation and of its dependencies is read, coerced and validated, and
 * all faults are reported at once. What to read is decided at start-up.
 */
import type { Fault } from "../contract/fault.ts";
import { type RawSource, type SourceContract, type SourceKind, sourceContract } from "../contract/source.ts";
import { sentName } from "../contract/source-place.ts";
import { withoutStack } from "../contract/without-stack.ts";
import { readCookies } from "../http/cookie-text.ts";
import { RequestValidationError } from "../http/errors.ts";
import type { Exchange } from "../http/exchange.ts";
import { isThenable } from "../http/thenable.ts";
import { absent, BodyReader, type BodyRules, bodyAsRead, type ReadBody, type WellFormed } from "./body.ts";
import type { InputHolder } from "./input-holder.ts";
import { Lifetimes } from "./lifetimes.ts";
import type { Run } from "./run.ts";
import { StartError } from "./start-error.ts";
import { readUrlEncoded } from "./url-encoded.ts";

/** One declared source of one holder. */
export interface DeclaredSource {
  readonly holder: InputHolder;
  readonly contract: SourceContract;
  readonly slot: number;
  /** Of its kind among the kinds of sources: each is read once a request. */
  readonly place: number;
  /** The wire names of the whole operation in this kind of source. */
  readonly known: ReadonlySet<string>;
}

const textSources = ["params", "query", "headers", "cookies"] as const satisfies readonly SourceKind[];

/** Everything an entry reads from a request. */
export class Inputs {
  /** In the order in which faults are reported: by holder, then path, query, header, cookie. */
  readonly sources: readonly DeclaredSource[];
  readonly body: BodyReader | undefined;
  readonly #known = new Map<SourceKind, Set<string>>();

  constructor(holders: readonly InputHolder[], rules: BodyRules) {
    this.sources = holders.flatMap((holder) => textSources.flatMap((kind) => this.#declare(holder, kind)));
    this.body = BodyReader.of(holders, rules);
    this.#refuseContradictions();
  }

  /** The names that a path must have for these inputs. */
  get pathNames(): ReadonlySet<string> {
    return this.#known.get("params") ?? new Set();
  }

  get isEmpty(): boolean {
    return this.sources.length === 0 && this.body === undefined;
  }

  /** Reads everything into the run's slots, or what has to be waited for and given to `accept`: a body. */
  read(run: Run, exchange: Exchange): undefined | Promise<unknown> {
    if (this.body === undefined) return this.#validate(run, exchange, undefined);
    const body = this.body.read(exchange);
    return body instanceof Promise ? body : this.accept(body, run, exchange);
  }

  /** Goes on with the body; all faults together are the run's refusal. */
  accept(read: ReadBody | Uint8Array, run: Run, exchange: Exchange): undefined | Promise<void> {
    const body = this.body?.parsed(read) ?? absent;
    // What does not even parse is said alone: nothing else about the request is certain.
    if (body.kind === "malformed") return refuse(run, [body.fault], body);
    if (body.kind === "form" && body.uploads !== undefined) {
      run.lifetimes ??= new Lifetimes();
      const entered = run.lifetimes.enter(body.uploads.lifetime(), "uploads");
      if (isThenable(entered))
        return Promise.resolve(entered).then(() => this.#validate(run, exchange, body));
    }
    return this.#validate(run, exchange, body);
  }

  #validate(run: Run, exchange: Exchange, body: WellFormed | undefined): undefined | Promise<void> {
    const faults: Fault[] = [];
    let pending = this.sources.length === 0 ? undefined : this.#readSources(run, exchange, faults);
    if (this.body !== undefined && body !== undefined) {
      const validating = this.body.validate(body, run.values, faults);
      if (validating !== undefined)
        pending = pending === undefined ? validating : [...pending, ...validating];
    }
    if (pending !== undefined) return Promise.all(pending).then(() => refuse(run, faults, body));
    return refuse(run, faults, body);
  }

  #readSources(run: Run, exchange: Exchange, faults: Fault[]): Promise<void>[] | undefined {
    const raw: (RawSource | undefined)[] = [undefined, undefined, undefined, undefined];
    let pending: Promise<void>[] | undefined;
    for (const { contract, slot, place, known } of this.sources) {
      raw[place] ??= rawSource(contract.kind, exchange);
      const value = contract.read(raw[place] as RawSource, faults, known);
      if (isThenable(value)) {
        pending ??= [];
        pending.push(storeLater(value, run, slot));
      } else run.values[slot] = value;
    }
    return pending;
  }

  #declare(holder: InputHolder, kind: (typeof textSources)[number]): DeclaredSource[] {
    const shape = holder.needs[kind];
    if (shape === undefined) return [];
    const contract = sourceContract(kind, shape, `${holder.path}: ${kind}`);
    const known = this.#known.get(kind) ?? new Set();
    for (const field of contract.fields) known.add(sentName(kind, field.name));
    this.#known.set(kind, known);
    return [{ holder, contract, slot: holder.slot(kind), place: textSources.indexOf(kind), known }];
  }

  /** One name in one place has one schema within an operation. */
  #refuseContradictions(): void {
    const seen = new Map<string, { readonly json: string; readonly path: string }>();
    for (const { holder, contract } of this.sources) {
      for (const field of contract.fields) {
        const name = `${contract.kind}.${field.name}`;
        const json = JSON.stringify(field.json);
        const other = seen.get(name);
        if (other === undefined) seen.set(name, { json, path: holder.path });
        else if (other.json !== json) {
          throw new StartError(
            `${other.path} and ${holder.path} both read ${name}, with different schemas. ` +
              "One name has one schema within an operation: share it, or rename one.",
          );
        }
      }
    }
  }
}

/** Not thrown: of a refused request, throwing would be a good part. */
function refuse(run: Run, faults: Fault[], body: ReadBody | undefined): undefined {
  if (faults.length > 0)
    run.refusal = withoutStack(() => new RequestValidationError(faults, { body: bodyAsRead(body) }));
}

async function storeLater(value: PromiseLike<unknown>, run: Run, slot: number): Promise<void> {
  run.values[slot] = await value;
}

const noParams: RawSource = Object.freeze(Object.create(null));

function rawSource(kind: SourceKind, exchange: Exchange): RawSource {
  switch (kind) {
    case "params":
      return exchange.params ?? noParams;
    case "query":
      return readUrlEncoded(exchange.query);
    case "headers":
      return exchange.headers();
    default:
      return readCookies(exchange.header("cookie") ?? "");
  }
}
