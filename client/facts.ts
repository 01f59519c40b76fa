import { useEffect } from "preact/hooks";
import type { AuthState, Connection } from "@/server/contract.ts";
import { loadOne } from "./api.ts";
import { Resource } from "./resource.ts";

/** What the console talks to. */
export const connection = new Resource<Connection>("frame.connection");
/** Who it is signed in as. */
export const auth = new Resource<AuthState>("frame.auth");

let started = false;

/** Loads both once for all islands of the page. */
export function useFacts(): void {
  useEffect(() => {
    if (started) return;
    started = true;
    connection.ask({
      name: "Read the connection",
      of: "connection",
      load: loadOne("/api/connection"),
    });
    auth.ask({ name: "Check the sign-in", of: "auth", load: loadOne("/api/auth") });
  }, []);
}
