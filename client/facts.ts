import { useEffect } from "preact/hooks";
import type { AuthState, Connection, ProfileChoice } from "@/server/contract.ts";
import { loadOne } from "./api.ts";
import { Resource } from "./resource.ts";

/** What the console talks to. */
export const connection = new Resource<Connection>("frame.connection");
/** Who it is signed in as. */
export const auth = new Resource<AuthState>("frame.auth");

/** The AWS profiles that can be called with; asked for when somebody looks at them. */
export const profiles = new Resource<ProfileChoice[]>("frame.profiles");

let started = false;

/** Asks for the profiles, as they are now. */
export function askProfiles(): void {
  profiles.refresh({ name: "List profiles", of: "profiles", load: loadOne("/api/profiles") });
}

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
