/** A page in a real browser that keeps a list of everything it should not have done. */
import { type Browser, chromium, type Page } from "playwright-core";

/** Debian's Chromium, or the one that `CHROMIUM` names; told not to call its maker. */
export function openBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: [
      "--no-sandbox",
      "--headless",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}

/** A page and what went wrong on it. */
export interface WatchedPage extends AsyncDisposable {
  readonly page: Page;
  /** Requests to other origins, breaches of the policy, errors of scripts and on the console, in words. */
  readonly offences: readonly string[];
}

/**
 * Opens an empty page that may only call one origin. Another one is not reached: the request is refused, and noted.
 * @param origin `http://127.0.0.1:8000`
 */
export async function watchedPage(browser: Browser, origin: string): Promise<WatchedPage> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 1600 } });
  const page = await context.newPage();
  const offences: string[] = [];
  await context.route("**/*", (route) => {
    const url = route.request().url();
    if (!/^https?:/.test(url) || new URL(url).origin === origin) return route.continue();
    offences.push(`request to ${url}`);
    return route.abort();
  });
  await context.exposeFunction("noteOffence", (offence: string) => void offences.push(offence));
  // Runs before the page's own scripts. Policy breaches reach the console too, but not all of them, and not in time.
  await context.addInitScript(`document.addEventListener("securitypolicyviolation", (event) =>
    window.noteOffence("policy " + event.effectiveDirective + " refused " + event.blockedURI + " " + event.sample));`);
  page.on("console", (message) => {
    if (message.type() === "error") offences.push(`console: ${message.text()} (${message.location().url})`);
  });
  page.on("pageerror", (error) => void offences.push(`script: ${error.message}`));
  return { page, offences, [Symbol.asyncDispose]: () => context.close() };
}
