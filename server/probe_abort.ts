/**
 * Makes sure that a request's signal aborts only when its caller left. Deno also aborts it after a good
 * answer, unless told otherwise; then every finished read would look like one that nobody wants.
 *
 * @throws {Error} that says how to start instead.
 */
export async function probeAbort(): Promise<void> {
  let signal: AbortSignal | undefined;
  const answered = Promise.withResolvers<void>();
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, (request, info) => {
    signal = request.signal;
    info.completed.then(answered.resolve, answered.resolve);
    return new Response("ok");
  });
  try {
    await (await fetch(`http://127.0.0.1:${server.addr.port}/`)).text();
    await answered.promise;
    // The abort, if it comes, comes with the end of the request.
    await new Promise((resolve) => setTimeout(resolve, 0));
  } finally {
    await server.shutdown();
  }
  if (signal?.aborted) {
    throw new Error(
      "Cannot serve: requests count as aborted after they were answered. " +
        "Start with `deno task start`, or pass --unstable-no-legacy-abort to Deno.",
    );
  }
}
