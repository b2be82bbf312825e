/** How the queues stand, read at once from the engine's table: for metrics and for the operators' page. */
import type { JobEngine } from "./job-engine.ts";
import type { QueueStats } from "./job-system.ts";
import { deadLetterQueue } from "./queue-settings.ts";

/** Reads all queues, by name; those of jobs that are not in the code any more, too. */
export async function queueStats(engine: JobEngine): Promise<QueueStats[]> {
  const { rows } = await engine.boss.getDb().executeSql(statement(engine.schema), [deadLetterQueue]);
  return (rows as Record<keyof QueueStats, string | number>[]).map((row) => ({
    name: String(row.name),
    ready: Number(row.ready),
    delayed: Number(row.delayed),
    retrying: Number(row.retrying),
    active: Number(row.active),
    completed: Number(row.completed),
    dead: Number(row.dead),
    oldestSeconds: Number(row.oldestSeconds),
  }));
}

function statement(schema: string): string {
  const waiting = "j.state in ('created', 'retry')";
  return `
    select q.name,
      count(j.id) filter (where ${waiting} and j.start_after <= now()) as ready,
      count(j.id) filter (where ${waiting} and j.start_after > now()) as delayed,
      count(j.id) filter (where j.state = 'retry') as retrying,
      count(j.id) filter (where j.state = 'active') as active,
      count(j.id) filter (where j.state = 'completed') as completed,
      (select count(*) from ${schema}.job d
        where d.name = $1 and d.state in ('created', 'retry') and d.source_name = q.name) as dead,
      coalesce(extract(epoch from now() - min(greatest(j.start_after, j.created_on))
        filter (where ${waiting} and j.start_after <= now())), 0) as "oldestSeconds"
    from ${schema}.queue q left join ${schema}.job j on j.name = q.name
    where q.dead_letter = $1
    group by q.name order by q.name`;
}
