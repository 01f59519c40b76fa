/**
 * Ends programs of sessions that a worker has left behind because it was killed itself. They are
 * known by their environment, which names a working directory below `folder`, so that no other
 * program can be mistaken for one. Does nothing where there is no `/proc`.
 *
 * @returns How many programs were ended.
 */
export function endOrphans(folder: string): number {
  let ended = 0;
  for (const pid of processIds()) {
    if (!variablesOf(pid).includes(`\0OPENJD_SESSION_WORKING_DIR=${folder}/`)) continue;
    try {
      Deno.kill(pid, "SIGKILL");
      ended++;
    } catch {
      // It has ended by itself meanwhile.
    }
  }
  return ended;
}

function processIds(): number[] {
  try {
    return [...Deno.readDirSync("/proc")].map(({ name }) => Number(name)).filter(Number.isInteger);
  } catch {
    return [];
  }
}

/** The environment of a process, each variable after a zero byte; empty if it may not be read. */
function variablesOf(pid: number): string {
  try {
    return "\0" + Deno.readTextFileSync(`/proc/${pid}/environ`);
  } catch {
    return "";
  }
}
