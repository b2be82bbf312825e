/** What a reader does on the pages of an app: sign in on Swagger UI and try an operation, or read ReDoc. */
import type { Browser, Page } from "playwright-core";
import { watchedPage } from "./watched-page.ts";

/** Whom to sign in as, by the OAuth2 password flow. */
export interface Credentials {
  readonly username: string;
  readonly password: string;
  /** Ticked in the dialog. Default: none. */
  readonly scopes?: readonly string[];
}

/** An operation without parameters, as the document has it. */
export interface TriedOperation {
  readonly method: "get" | "post";
  readonly path: string;
  /** What is typed over the example of its JSON body. */
  readonly body?: object;
}

/** How a visit ended. */
export interface Visit {
  /** Everything the page should not have done; empty when all is well. */
  readonly offences: readonly string[];
}

/** What the page shows of an answer. */
export interface TriedAnswer extends Visit {
  readonly status: string;
  readonly body: string;
  /** What the page left in the browser. */
  readonly remembered: string;
  /** The status of the same call on a new visit, without signing in again. */
  readonly statusOnReturn: string;
}

/**
 * Opens Swagger UI, authorises in its dialog, and calls an operation by "Try it out" and "Execute".
 * @param docs the address of the page: `http://127.0.0.1:8000/docs`
 */
export async function tryOnSwagger(
  browser: Browser,
  docs: string,
  credentials: Credentials,
  tried: TriedOperation,
): Promise<TriedAnswer> {
  await using watched = await watchedPage(browser, new URL(docs).origin);
  const { page, offences } = watched;
  await page.goto(docs);
  await authorize(page, credentials);
  const first = await execute(page, tried);
  const remembered = await page.evaluate<string>("JSON.stringify(localStorage)");
  // Not a reload: the address by now names the operation, and would open it.
  await page.goto("about:blank");
  await page.goto(docs);
  const again = await execute(page, tried);
  // Schemas are rendered by another part of it, which has styles of its own.
  await page.locator(".json-schema-2020-12-accordion").first().click();
  await page.locator(".json-schema-2020-12-property").first().waitFor();
  return { ...first, remembered, statusOnReturn: again.status, offences: [...offences] };
}

/** Opens Swagger UI and calls an operation that is open to everybody. */
export async function tryOpenOnSwagger(
  browser: Browser,
  docs: string,
  tried: TriedOperation,
): Promise<Visit & Pick<TriedAnswer, "status" | "body">> {
  await using watched = await watchedPage(browser, new URL(docs).origin);
  const { page, offences } = watched;
  await page.goto(docs);
  return { ...(await execute(page, tried)), offences: [...offences] };
}

async function execute(
  page: Page,
  { method, path, body: sent }: TriedOperation,
): Promise<Pick<TriedAnswer, "status" | "body">> {
  const operation = page.locator(`.opblock-${method}`).filter({ has: page.locator(`[data-path="${path}"]`) });
  await operation.locator(".opblock-summary-control").click();
  await operation.getByRole("button", { name: "Try it out" }).click();
  if (sent !== undefined) await operation.locator("textarea.body-param__text").fill(JSON.stringify(sent));
  await operation.getByRole("button", { name: "Execute" }).click();
  const answer = operation.locator(".live-responses-table .response");
  await answer.waitFor();
  const status = await answer.locator(".response-col_status").innerText();
  const body = await answer.locator(".response-col_description .highlight-code code").innerText();
  return { status: status.trim(), body };
}

/** Opens ReDoc and waits until it has rendered the document. */
export async function readRedoc(
  browser: Browser,
  address: string,
): Promise<Visit & { readonly title: string; readonly text: string }> {
  await using watched = await watchedPage(browser, new URL(address).origin);
  const { page, offences } = watched;
  await page.goto(address);
  const heading = page.locator("h1").first();
  await heading.waitFor();
  await page.locator("[role=search] input").fill("user");
  // Answers come from the worker that holds the index.
  await page.locator("[data-role='search:results']").waitFor();
  return {
    title: await heading.innerText(),
    text: await page.locator("#page").innerText(),
    offences: [...offences],
  };
}

async function authorize(page: Page, { username, password, scopes = [] }: Credentials): Promise<void> {
  await page.getByRole("button", { name: "Authorize" }).first().click();
  const dialog = page.locator(".modal-ux");
  await dialog.locator("#oauth_username").fill(username);
  await dialog.locator("#oauth_password").fill(password);
  for (const scope of scopes) await dialog.locator(`label[for^="${scope}-"]`).first().click();
  await dialog.locator("button.authorize").click();
  await dialog.getByText("Authorized", { exact: true }).waitFor();
  await dialog.locator("button.btn-done").click();
}
