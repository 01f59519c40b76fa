/** Milliseconds until a lost server is looked for again; longer each time. */
const WAITS = [100, 150, 200, 250, 300, 400, 500, 750, 1000, 2000];

let revision: number | undefined;
let tries = 0;
let socket: WebSocket | undefined;

/** The server starts anew after each change, and tells when it did. */
function connect(): void {
  if (socket || document.hidden) return;
  socket = new WebSocket(new URL("/_frsh/alive", location.origin.replace(/^http/, "ws")));
  socket.onmessage = (event) => {
    tries = 0;
    const message: { type: string; revision: number } = JSON.parse(event.data);
    revision ??= message.revision;
    if (message.revision > revision) location.reload();
  };
  socket.onclose = () => {
    socket = undefined;
    setTimeout(connect, WAITS[Math.min(tries++, WAITS.length - 1)]);
  };
}

addEventListener("visibilitychange", connect);
connect();
