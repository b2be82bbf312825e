import { createServer } from "node:http";
import { nodeListener } from "../../packages/tenon/src/server/node-door.ts";
import { app, credentials } from "./example-app.ts";
import { openBrowser, watchedPage } from "./watched-page.ts";
const running = await app.start();
const server = createServer(nodeListener(running)); server.listen(8765,"127.0.0.1");
const base="http://127.0.0.1:8765";
const d = await (await fetch(base+"/openapi.json")).text(); console.log(d);
const b = await openBrowser();
try {
{
const { page, offences } = await watchedPage(b, base);
await page.goto(base+"/docs");
await page.getByRole("button", { name: "Authorize" }).first().click();
const dialog = page.locator(".modal-ux");
page.on("request", r=>console.log("REQ", r.method(), r.url(), r.postData()));
page.on("response", async r=>console.log("RES", r.status(), await r.text().catch(()=>"")));
await dialog.locator("#oauth_username").fill(credentials.username);
await dialog.locator("#oauth_password").fill(credentials.password);
await dialog.locator(`label[for^="users:read-"]`).first().click();
await dialog.locator("button.authorize").click();
await page.waitForTimeout(1500);
await page.screenshot({path:"/tmp/a.png"});
console.log(await dialog.innerHTML());
console.log(offences);
}
{
const { page, offences } = await watchedPage(b, base);
await page.addInitScript(`const o=Element.prototype.appendChild; const note=(n)=>{ if(n && n.nodeName==="STYLE") console.log("STYLE", n.textContent.length, n.textContent.slice(0,300), new Error().stack.split("\\n").slice(1,6).join("|")); };
for (const m of ["appendChild","insertBefore"]) { const old=Node.prototype[m]; Node.prototype[m]=function(n,...r){note(n); return old.call(this,n,...r)} }`);
page.on("console", m=>console.log(m.text()));
await page.goto(base+"/redoc");
await page.waitForTimeout(2500);
await page.screenshot({path:"/tmp/r.png"});
}
} finally { await b.close(); server.closeAllConnections(); server.close(); await running.stop(); }
