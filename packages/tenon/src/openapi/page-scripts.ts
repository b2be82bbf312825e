/**
 * The scripts that start the user interfaces, as text: they run in a browser, and are served as files because the pages allow
 * nothing inline.
 */

/**
 * Behind a prefix that the app does not know of, "/" is not where the app is. A page knows: it was had from there. So the
 * default server and the paths of token endpoints are put below the app's root as the browser sees it.
 */
const mounted = `
const root = new URL(settings.root, location.href).pathname.replace(/\\/$/, "");
const below = (url) => (/^\\/(?!\\/)/.test(url) ? root + url : url);
const mounted = (text) => {
  const description = JSON.parse(text);
  for (const server of description.servers ?? []) if (server.url === "/") server.url = below("/");
  for (const scheme of Object.values(description.components?.securitySchemes ?? {})) {
    for (const flow of Object.values(scheme.flows ?? {})) {
      for (const key of ["authorizationUrl", "tokenUrl", "refreshUrl"]) if (flow[key]) flow[key] = below(flow[key]);
    }
  }
  return description;
};
const address = new URL(settings.document, location.href).href;
`;

/**
 * Starts Swagger UI. A token outlives a reload (`persistAuthorization`), but what it was had for does not: left alone, Swagger
 * UI would write the reader's password into `localStorage`.
 */
export const swaggerScript = `"use strict";
{
const settings = document.currentScript.dataset;
${mounted}
const forgetSecrets = () => ({
  statePlugins: {
    auth: {
      wrapActions: {
        authorizeOauth2: (authorize) => ({ auth: { password, clientSecret, ...auth }, ...rest }) => authorize({ auth, ...rest }),
      },
    },
  },
});
window.ui = SwaggerUIBundle({
  layout: "BaseLayout",
  deepLinking: true,
  persistAuthorization: true,
  showExtensions: true,
  validatorUrl: null,
  ...JSON.parse(settings.parameters ?? "{}"),
  url: address,
  dom_id: "#page",
  presets: [SwaggerUIBundle.presets.apis],
  plugins: [forgetSecrets],
  oauth2RedirectUrl: new URL(settings.redirect, location.href).href,
  responseInterceptor: (response) => {
    if (root !== "" && response.url === address && response.ok) response.text = JSON.stringify(mounted(response.text));
    return response;
  },
});
if (settings.oauth !== undefined) window.ui.initOAuth(JSON.parse(settings.oauth));
}
`;

/** Starts ReDoc. */
export const redocScript = `"use strict";
{
const settings = document.currentScript.dataset;
const page = document.getElementById("page");
${mounted}
fetch(address)
  .then((response) => (response.ok ? response.text() : Promise.reject(new Error("HTTP " + response.status))))
  .then((text) => Redoc.init(mounted(text), {}, page))
  .catch((error) => {
    page.textContent = "The document at " + address + " could not be read: " + error.message;
  });
}
`;
