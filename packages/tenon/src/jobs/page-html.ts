/** The HTML of the operators' page. Everything that comes out of the database is escaped. */
import type { DeadLetter } from "./dead-letters.ts";
import type { QueueStats } from "./job-system.ts";

/** How much of an input is shown, in characters. */
const shownInput = 2_000;

/** What is on the page. */
export interface PageContent {
  readonly queues: readonly QueueStats[];
  readonly letters: readonly DeadLetter[];
  /** More dead letters than these make a next page. */
  readonly pageSize: number;
  /** Where a POST signs out. */
  readonly signOut: string | undefined;
}

/** The page. Its links are relative to the folder it is: they hold behind any prefix. */
export function pageHtml({ queues, letters, pageSize, signOut }: PageContent): string {
  const shown = letters.slice(0, pageSize);
  const last = letters.length > pageSize ? shown.at(-1) : undefined;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Jobs</title>
<link rel="stylesheet" href="style.css">
</head>
<body>
<h1>Jobs</h1>
${signOut === undefined ? "" : `<form method="post" action="${escaped(signOut)}"><button>Sign out</button></form>`}
<h2>Queues</h2>
${queueTable(queues)}
<h2>Dead letters</h2>
${letterForm(shown)}
${last === undefined ? "" : `<p><a href="?after=${escaped(last.id)}">Next ones</a></p>`}
</body>
</html>
`;
}

function queueTable(queues: readonly QueueStats[]): string {
  if (queues.length === 0) return "<p>There are no queues.</p>";
  const head = ["Job", "Ready", "Oldest", "Later", "Retrying", "Running", "Completed (1 day)", "Dead"];
  const rows = queues.map((queue) => [
    queue.name,
    queue.ready,
    queue.ready === 0 ? "" : duration(queue.oldestSeconds),
    queue.delayed,
    queue.retrying,
    queue.active,
    queue.completed,
    queue.dead,
  ]);
  return table(
    head,
    rows.map((row) => row.map((cell) => `<td>${escaped(String(cell))}</td>`).join("")),
  );
}

function letterForm(letters: readonly DeadLetter[]): string {
  if (letters.length === 0) return "<p>There are none.</p>";
  const head = ["", "Job", "Reason", "Attempts", "Sent", "Failed", "Input"];
  const rows = letters.map(
    (letter) =>
      `<td><input type="checkbox" name="id" value="${escaped(letter.id)}" aria-label="Choose ${escaped(letter.jobId)}"></td>` +
      `<td>${escaped(letter.job)}<br><small>${escaped(letter.jobId)}</small></td>` +
      `<td>${escaped(letter.reason)}</td><td>${letter.attempts}</td>` +
      `<td>${moment(letter.sentAt)}</td><td>${moment(letter.failedAt)}</td>` +
      `<td><pre>${escaped(inputText(letter.input))}</pre></td>`,
  );
  return `<form method="post" action="replay">
${table(head, rows)}
<p><button>Replay the chosen ones</button> <button formaction="drop">Drop the chosen ones</button></p>
</form>`;
}

function table(head: readonly string[], rows: readonly string[]): string {
  const titles = head.map((title) => `<th scope="col">${title}</th>`).join("");
  return `<table>
<thead><tr>${titles}</tr></thead>
<tbody>
${rows.map((row) => `<tr>${row}</tr>`).join("\n")}
</tbody>
</table>`;
}

function inputText(input: unknown): string {
  const json = JSON.stringify(input, null, 2) ?? "";
  return json.length > shownInput ? `${json.slice(0, shownInput)} ...` : json;
}

function moment(date: Date): string {
  const iso = date.toISOString();
  return `<time datetime="${iso}">${iso.slice(0, 19).replace("T", " ")}</time>`;
}

function duration(seconds: number): string {
  if (seconds < 60) return `${Math.round(seconds)} s`;
  if (seconds < 3600) return `${Math.round(seconds / 60)} min`;
  return seconds < 86_400 ? `${Math.round(seconds / 3600)} h` : `${Math.round(seconds / 86_400)} days`;
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** The style sheet: a file of its own, so that nothing on the page is inline. */
export const styleSheet = `
:root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif }
body { margin: 2rem auto; max-width: 80rem; padding: 0 1rem }
table { border-collapse: collapse; width: 100% }
th, td { border-bottom: 1px solid #8884; padding: .4rem .6rem; text-align: left; vertical-align: top }
pre { margin: 0; max-height: 12rem; overflow: auto; white-space: pre-wrap; overflow-wrap: anywhere }
button { font: inherit; padding: .3rem .8rem }
`;
