/** Whether this code runs in a page. Islands are also rendered on the server, where nothing may start. */
export const inBrowser: boolean = typeof document !== "undefined";
