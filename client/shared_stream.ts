import type { TabEvents } from "@/server/contract.ts";

/** Hears an event of the stream: its kind and what it carries. */
export type Listener = (event: string, data: unknown) => void;

/** Milliseconds before a stream that was refused is tried again. */
const AGAIN_AFTER = 5000;
const KINDS: (keyof TabEvents)[] = [
  "changed",
  "operations",
  "sign-in",
  "retries",
  "workstation",
];

/**
 * Follows a stream of server events together with all tabs that follow the same: one of them holds
 * the connection and passes on what it hears, and when it goes another takes over. A connection a
 * tab would be too many: browsers allow six to a host, and the seventh tab would never load.
 *
 * Besides the events of the server there are `open`, from when on nothing is missed, `gap`, when much
 * may have been missed before, and `interrupted`, when the connection was lost.
 */
export function followStream(path: string, listener: Listener): () => void {
  const name = `events ${path}`;
  const channel = new BroadcastChannel(name);
  channel.addEventListener("message", ({ data: [event, data] }) => listener(event, data));
  const tell: Listener = (event, data) => {
    // Told first: what is heard may make this very tab follow another stream and close the channel.
    channel.postMessage([event, data]);
    listener(event, data);
  };
  const controller = new AbortController();
  const { signal } = controller;
  const takeTurn = async () => {
    const first = await navigator.locks.request(name, { ifAvailable: true }, async (lock) => {
      if (!lock || signal.aborted) return false;
      await hold(path, tell, signal);
      return true;
    });
    if (first || signal.aborted) return;
    await navigator.locks.request(name, { signal }, () => hold(path, tell, signal, true));
  };
  takeTurn().catch(() => {});
  return () => {
    controller.abort();
    channel.close();
  };
}

/** Keeps the connection open until the signal aborts. */
function hold(
  path: string,
  tell: Listener,
  signal: AbortSignal,
  inherited = false,
): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    let gap = inherited;
    let source: EventSource;
    let timer: ReturnType<typeof setTimeout>;
    const open = () => {
      source = new EventSource(path);
      source.addEventListener("open", () => {
        if (gap) tell("gap", undefined);
        gap = false;
        tell("open", undefined);
      });
      source.addEventListener("error", () => {
        gap = true;
        tell("interrupted", undefined);
        // The browser tries again by itself unless the stream was refused.
        if (source.readyState === EventSource.CLOSED) timer = setTimeout(open, AGAIN_AFTER);
      });
      for (const kind of KINDS) {
        source.addEventListener(kind, ({ data }) => tell(kind, JSON.parse(data)));
      }
    };
    open();
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      source.close();
      resolve();
    }, { once: true });
  });
}
