/** What may be said about one call, beside its inputs. */
export interface CallOptions {
  /** Sent as `Authorization: Bearer ...`, instead of what the client's `auth` says. */
  readonly token?: string;
  /** `false`: the client's `auth` has nothing to do with this call. Say it of those that `refresh` makes. */
  readonly auth?: false;
  /** `false`: it is sent once, whatever comes. */
  readonly retry?: false;
  /** `false`: a stream of events ends with its connection. Default: it connects again. */
  readonly reconnect?: false;
  /** Gives up when aborted: the request, a wait before another try, a stream that is being read. */
  readonly signal?: AbortSignal;
}
