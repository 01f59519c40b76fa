import { assert, assertEquals } from "@std/assert";
import { join } from "@std/path";
import { callStore, dataKey } from "@deadline/client/attachments";
import { openDesk, putFiles, putOutputs, submitJob } from "../lib/attachments/_desk.ts";
import { runTasks } from "../lib/attachments/_rendered_job.ts";
import { Clients } from "./_clients.ts";
import { VENV } from "./_local_farm.ts";

const TIME = "2026-01-01T00:00:00.000000Z";

/** What each client says in its own way, and why. */
const OWN: RegExp[] = [
  // An error of the store has the words of its client.
  /^ +(ERROR: |")/,
  // The Python client lists paths, and tells of the progress of each task instead of each job.
  /^ {4}\/.* \(\d+ files?, /,
  /^ {6}Downloaded .*Transfer rate/,
  // In a dry run, the Python client calls files downloaded that are not.
  /^ {2}files +\d+ (downloaded|to download), /,
];

/** The lines of a report, without what differs from run to run. */
function linesOf(report: string): string[] {
  return report.trim().split("\n").map((line) =>
    line.replace(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d( to \d\d:\d\d:\d\d)?/g, "TIME")
      .replace(/^( +elapsed +).*/, "$1SPAN")
      // How long a slow step took stands at the end of its line.
      .replace(/ {2,}[\d.]+s$/, "")
      .replace(/<?[\d.]+s\b/g, "SPAN")
      // A number of Python that may be broken.
      .replace(".0 minute", " minute")
      .replaceAll(/checkpoints-(ours|theirs)/g, "checkpoints")
  ).filter((line) => !OWN.some((own) => own.test(line)))
    // Jobs come in any order in the Python client.
    .sort();
}

Deno.test({
  name: "queue sync-output reports in the words of the Python client",
  ignore: VENV === undefined,
  fn: async () => {
    await using desk = await openDesk();
    const { farmId, queueId } = desk.on.queue;
    const { folder, on: { farm } } = desk;
    const clients = new Clients({ farm, folder, home: join(folder, "home") });
    const root = join(folder, "root");
    const render = async (prefix?: string) => {
      const { jobId } = await submitJob(desk, prefix ? [{ rootPath: root }] : []);
      let count = 0;
      await runTasks(desk.on, async ({ stepId, taskId, sessionActionId }) => {
        if (!prefix) return;
        const name = `${prefix}${++count}`;
        const place =
          `${farmId}/${queueId}/${jobId}/${stepId}/${taskId}/${TIME}_${sessionActionId}`;
        await putOutputs(desk.store, place, root, { [name]: name });
      });
    };
    const assertSame = async (wanted: string, ...words: string[]) => {
      const reports: string[] = [];
      for (const who of ["theirs", "ours"] as const) {
        await Deno.remove(root, { recursive: true }).catch(() => {});
        const { code, stdout, stderr } = await clients[who](
          ...["queue", "sync-output", "--farm-id", farmId, "--queue-id", queueId],
          ...["--ignore-storage-profiles", "--bootstrap-lookback-minutes", "60"],
          ...["--checkpoint-dir", join(folder, `checkpoints-${who}`), ...words],
        );
        assertEquals(code, 0, stdout + stderr);
        reports.push(stdout);
      }
      const [theirs, ours] = reports.map(linesOf);
      assertEquals(ours, theirs, reports.join("\n"));
      assert(theirs.some((line) => line.includes(wanted)), reports[0]);
    };
    await assertSame("bootstrapping from", "--verbose", "--dry-run");
    await assertSame("OK  Default queue: nothing new");
    await render("a");
    await render();
    await assertSame("dry run, no files downloaded", "--dry-run");
    await assertSame("downloaded 2 files");
    await assertSame("UNCHANGED", "--verbose");
    await render("b");
    const [lost] = (await putFiles(desk.store, { b1: "b1" })).paths;
    await callStore(desk.store, "DeleteObject", { Key: dataKey(desk.store, lost.hash) });
    await assertSame("PATH_NOT_FOUND");
    await assertSame("retrying 1 previously failed job");
  },
});
