/** Who is told what becomes of jobs in this process: metrics, where an app has any. */
export interface JobObserver {
  /** Jobs of this name were sent. */
  readonly sent: (job: string, count: number) => void;
  /** An attempt has ended: `failed` is tried again, `dead` is not. */
  readonly attempted: (job: string, outcome: "completed" | "failed" | "dead", seconds: number) => void;
}
