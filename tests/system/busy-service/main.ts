/** A service whose operation costs the processor two milliseconds; SHED_LOAD says whether it refuses what it cannot do. */
import { createApp, get, silentLogger, text } from "tenon";
import { shedLoad } from "tenon/load";

const work = get("/work", () => {
  const until = performance.now() + 2;
  while (performance.now() < until);
  return text("done");
});

export default createApp({
  title: "Busy",
  version: "1.0.0",
  docs: false,
  middleware: process.env.SHED_LOAD === "yes" ? [shedLoad({ maxDelay: 50 })] : [],
  logger: { ...silentLogger, info: (_fields, message) => console.log(message), child: () => silentLogger },
  routes: { work, live: get("/health/live", () => text("alive")) },
});
