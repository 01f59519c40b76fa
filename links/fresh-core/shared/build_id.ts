/** Names the build that the running code belongs to. The bundle for browsers gets a constant instead of this module. */
export let BUILD_ID: string = crypto.randomUUID().replaceAll("-", "");

/** Sets the build that the running code belongs to. */
export function setBuildId(id: string): void {
  BUILD_ID = id;
}
