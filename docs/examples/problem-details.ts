import { createApp, get, HttpError, problemDetails } from "tenon";

export default createApp({
  title: "Shop",
  version: "1.0.0",
  errorShape: problemDetails(),
  routes: {
    gone: get("/gone", () => {
      throw new HttpError(410, "This shop has closed");
    }),
  },
});
