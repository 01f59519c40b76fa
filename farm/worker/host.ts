import type { HostPropertiesRequest, WorkerCapabilities } from "@aws-sdk/client-deadline";

/** What this machine offers to jobs. */
export function hostCapabilities(): WorkerCapabilities {
  const family: Partial<Record<typeof Deno.build.os, string>> = {
    darwin: "macos",
    windows: "windows",
  };
  return {
    amounts: [
      { name: "amount.worker.vcpu", value: navigator.hardwareConcurrency },
      {
        name: "amount.worker.memory",
        value: Math.floor(Deno.systemMemoryInfo().total / 2 ** 20),
      },
    ],
    attributes: [
      { name: "attr.worker.os.family", values: [family[Deno.build.os] ?? "linux"] },
      {
        name: "attr.worker.cpu.arch",
        values: [Deno.build.arch === "aarch64" ? "arm64" : "x86_64"],
      },
    ],
  };
}

/** Names under which this machine is known. */
export function hostProperties(): HostPropertiesRequest {
  const addresses = Deno.networkInterfaces().filter(({ name }) => name !== "lo");
  const of = (family: "IPv4" | "IPv6") =>
    addresses.filter((each) => each.family === family).map((each) => each.address);
  return {
    hostName: Deno.hostname(),
    ipAddresses: { ipV4Addresses: of("IPv4"), ipV6Addresses: of("IPv6") },
  };
}
