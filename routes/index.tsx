/** The console begins with the jobs. */
export const handler = {
  GET: (): Response => new Response(null, { status: 302, headers: { Location: "/jobs" } }),
};
