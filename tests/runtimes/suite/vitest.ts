/** What a test file imports from `vitest`, made of Vitest's own parts: the same tests run where Vitest itself does not. */
import { type Clock, type FakeMethod, install } from "@sinonjs/fake-timers";
import { chai, JestAsymmetricMatchers, JestChaiExpect, JestExtend } from "@vitest/expect";
import { fn, restoreAllMocks, spyOn } from "@vitest/spy";

export { afterAll, afterEach, beforeAll, beforeEach, describe, it, test } from "@vitest/runner";

chai.use(JestExtend);
chai.use(JestChaiExpect);
chai.use(JestAsymmetricMatchers);

/** Vitest's `expect`. */
export const expect = chai.expect;

let clock: (Clock & { uninstall(): void }) | undefined;

/** What the suite uses of Vitest's `vi`. */
export const vi = {
  fn,
  spyOn,
  restoreAllMocks,
  isFakeTimers: () => clock !== undefined,
  useFakeTimers({ toFake }: { readonly toFake: FakeMethod[] }): void {
    clock = install({ toFake, now: Date.now() });
  },
  setSystemTime(now: number | Date): void {
    clock?.setSystemTime(now);
  },
  useRealTimers(): void {
    clock?.uninstall();
    clock = undefined;
  },
  /** Tries again until nothing is thrown. Counts its attempts: the clock may be a faked one. */
  async waitFor<Result>(
    attempt: () => Result | Promise<Result>,
    { timeout = 1000, interval = 50 }: { readonly timeout?: number; readonly interval?: number } = {},
  ): Promise<Result> {
    for (let left = Math.ceil(timeout / interval); ; left--) {
      try {
        return await attempt();
      } catch (error) {
        if (left === 0) throw error;
        await new Promise((resolve) => setTimeout(resolve, interval));
      }
    }
  },
};
