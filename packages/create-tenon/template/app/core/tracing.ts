/** Traces to a collector, where OTEL_EXPORTER_OTLP_ENDPOINT names one; nothing of the SDK is loaded otherwise. */

let flush: (() => Promise<void>) | undefined;

/**
 * Registers an SDK that sends traces by OTLP over HTTP. Before the app starts: it looks then whether there is one.
 * OTEL_SERVICE_NAME, OTEL_RESOURCE_ATTRIBUTES and OTEL_EXPORTER_OTLP_HEADERS are read by the SDK, from the environment.
 *
 * @param endpoint of the collector, `http://localhost:4318`; nothing happens without one
 * @param ratio how many of the traces that begin here are recorded, 0 to 1; those of callers as the callers say
 */
export async function startTracing(endpoint: string | undefined, ratio: number): Promise<void> {
  if (endpoint === undefined || flush !== undefined) return;
  const [api, sdk, hooks, core, resources, otlp] = await Promise.all([
    import("@opentelemetry/api"),
    import("@opentelemetry/sdk-trace"),
    import("@opentelemetry/context-async-hooks"),
    import("@opentelemetry/core"),
    import("@opentelemetry/resources"),
    import("@opentelemetry/exporter-trace-otlp-proto"),
  ]);
  const exporter = new otlp.OTLPTraceExporter({ url: `${endpoint.replace(/\/+$/, "")}/v1/traces` });
  const named = resources.detectResources({
    detectors: [resources.envDetector, resources.serviceNameEnvDetector],
  });
  const provider = new sdk.TracerProvider({
    resource: resources.resourceFromAttributes({ "service.name": "service" }).merge(named),
    sampler: new sdk.ParentBasedSampler({ root: new sdk.TraceIdRatioBasedSampler(ratio) }),
    spanProcessors: [new sdk.BatchSpanProcessor({ exporter })],
  });
  api.context.setGlobalContextManager(new hooks.AsyncLocalStorageContextManager().enable());
  api.propagation.setGlobalPropagator(new core.W3CTraceContextPropagator());
  api.trace.setGlobalTracerProvider(provider);
  flush = () => provider.forceFlush();
}

/** Sends what is recorded and not sent yet; for the end of the process. */
export async function flushTraces(): Promise<void> {
  await flush?.();
}
