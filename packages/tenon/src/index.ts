/** Tenon: declare what a function needs, once, as types; validation, documents, security and injection follow. */
export { type App, createApp } from "./app/app.ts";
export type { AppOptions, StartOptions } from "./app/app-options.ts";
export type { FetchContext } from "./app/fetch-door.ts";
export type { Lifespan, LifespanContext } from "./app/lifespan.ts";
export { type FetchHandler, mount } from "./app/mount.ts";
export type { RunningApp } from "./app/running-app.ts";
export { type StaticFilesOptions, staticFiles } from "./app/static-files.ts";
export { withDependencies } from "./app/with-dependencies.ts";
export { BackgroundTasks, backgroundTasks, type Task, type TaskNeeds, task } from "./background/task.ts";
export { alias } from "./contract/alias.ts";
export { ContractError } from "./contract/contract-error.ts";
export type { Fault, Source } from "./contract/fault.ts";
export { isoDate, isoDateTime } from "./contract/iso.ts";
export type { InputOf, JsonSchema, OutputOf, Schema } from "./contract/schema.ts";
export {
  abortSignal,
  cancelSignal,
  clientAddress,
  drainSignal,
  exchange,
  logger,
  principal,
  request,
  requestId,
  responseHeaders,
  securityScopes,
  shutdownSignal,
} from "./depends/built-ins.ts";
export { type Dependency, dependency } from "./depends/dependency.ts";
export { LifetimeError } from "./depends/lifetimes.ts";
export { anyOf, fresh, optional, secured } from "./depends/modifiers.ts";
export type { Depends, Lifetime, Need, Needs } from "./depends/need.ts";
export { type Override, override } from "./depends/override.ts";
export type { ResponseDraft } from "./depends/response-draft.ts";
export { sameOrigin } from "./depends/same-origin.ts";
export { MissingCredentialError, type SecurityScheme, type SecurityScopes } from "./depends/scheme.ts";
export { StartError } from "./depends/start-error.ts";
export { type HealthCheck, healthCheck } from "./health/health-check.ts";
export { type HealthOptions, healthRoutes, NotReady } from "./health/health-routes.ts";
export { ClientGoneError } from "./http/client-gone.ts";
export { detailShape } from "./http/detail-shape.ts";
export { type ErrorHandler, type ErrorHandlerResult, onError } from "./http/error-handler.ts";
export type { ErrorReading } from "./http/error-reading.ts";
export {
  type DescribedError,
  type ErrorSchema,
  type ErrorShape,
  type ErrorShapeOptions,
  errorShape,
  type ValidationShape,
} from "./http/error-shape.ts";
export {
  categoryOf,
  DeclaredError,
  defineError,
  type ErrorCategory,
  type ErrorData,
  type ErrorDefinition,
  HttpError,
  type HttpErrorOptions,
  RequestValidationError,
  ResponseContractError,
} from "./http/errors.ts";
export { Exchange, type ExchangeKey, exchangeKey } from "./http/exchange.ts";
export { type Logger, silentLogger } from "./http/logger.ts";
export type { Middleware, MiddlewareFunction, MiddlewareHooks, Next } from "./http/middleware.ts";
export { type ProblemDetailsOptions, problemDetails } from "./http/problem-details.ts";
export { Reply, type ReplyBody, type StreamBody } from "./http/reply.ts";
export type { CookieOptions } from "./http/set-cookie.ts";
export type { OpenApiDocument } from "./openapi/document.ts";
export type { Disposition } from "./results/content-disposition.ts";
export { DeferredReply, type ReplyContext } from "./results/deferred-reply.ts";
export { type EventsOptions, events } from "./results/events.ts";
export { type FileOptions, type FileSource, file } from "./results/file.ts";
export type { ItemSource } from "./results/item-source.ts";
export { type JsonLinesOptions, jsonLines } from "./results/json-lines.ts";
export { redirect } from "./results/redirect.ts";
export type { ReplyHeaders, ReplyInit, TypedReplyInit } from "./results/reply-init.ts";
export type {
  Examples,
  NamedExample,
  ResponseLink,
  ResponseSpec,
  ResponseSpecs,
  StatusRange,
} from "./results/response-spec.ts";
export { type EventFields, ServerSentEvent, serverSentEvent } from "./results/server-sent-event.ts";
export { stream } from "./results/stream.ts";
export { respond, type TypedAnswer } from "./results/typed-answer.ts";
export { empty, html, json, text } from "./results/whole-body.ts";
export type { Deprecation } from "./routing/deprecation.ts";
export type { Mount, MountContext, Mounted } from "./routing/mount.ts";
export {
  del,
  get,
  head,
  type Method,
  type Operation,
  type OperationNeeds,
  open,
  options,
  ownerOnly,
  patch,
  post,
  put,
} from "./routing/operation.ts";
export {
  type Callback,
  callback,
  type OutgoingContract,
  type Webhook,
  webhook,
} from "./routing/outgoing.ts";
export {
  type Router,
  type RouterDocument,
  type RouterOptions,
  type Routes,
  router,
} from "./routing/router.ts";
export type {
  MessageForm,
  SocketNeeds,
  SocketOrigins,
  SocketRoute,
  SocketSettings,
} from "./routing/socket-route.ts";
export { socket } from "./sockets/declare-socket.ts";
export type { Socket, SocketEnd } from "./sockets/socket.ts";
export { InvalidMessageError, SocketClosedError } from "./sockets/socket-error.ts";
