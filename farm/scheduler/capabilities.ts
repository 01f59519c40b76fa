import type * as sdk from "@aws-sdk/client-deadline";
import type { Document } from "../store/resources.ts";

/** What a step asks of a host, as the API shows it. */
export interface RequiredCapabilities {
  readonly amounts: readonly {
    readonly name: string;
    readonly min?: number;
    readonly max?: number;
  }[];
  readonly attributes: readonly {
    readonly name: string;
    readonly anyOf?: readonly string[];
    readonly allOf?: readonly string[];
  }[];
}

/** What the hosts of a fleet offer. */
export interface FleetCapabilities {
  readonly amounts: readonly { name: string; min: number; max?: number | undefined }[];
  readonly attributes: readonly { name: string; values: readonly string[] }[];
}

/** What the hosts of a customer-managed fleet offer, by the names that steps use. */
export function fleetCapabilities(fleet: Document): FleetCapabilities {
  const configuration = fleet.configuration as sdk.FleetConfiguration;
  const offers = configuration.customerManaged?.workerCapabilities;
  if (offers === undefined) return { amounts: [], attributes: [] };
  const amount = (name: string, range: { min?: number | undefined; max?: number } | undefined) =>
    range === undefined ? [] : [{ name, min: range.min ?? 0, max: range.max }];
  return {
    amounts: [
      ...amount("amount.worker.vcpu", offers.vCpuCount),
      ...amount("amount.worker.memory", offers.memoryMiB),
      ...amount("amount.worker.gpu", offers.acceleratorCount),
      ...amount("amount.worker.gpu.memory", offers.acceleratorTotalMemoryMiB),
      ...(offers.customAmounts ?? []).flatMap((custom) => amount(custom.name!, custom)),
    ],
    attributes: [
      { name: "attr.worker.os.family", values: [String(offers.osFamily).toLowerCase()] },
      { name: "attr.worker.cpu.arch", values: [String(offers.cpuArchitectureType)] },
      ...(offers.customAttributes ?? []).map(({ name, values }) => ({
        name: name!,
        values: values!,
      })),
    ],
  };
}

/**
 * Whether hosts of a fleet can run a step.
 *
 * Judged by what the fleet promises, never by what one worker happens to have beyond that.
 */
export function fits(required: RequiredCapabilities, offered: FleetCapabilities): boolean {
  return required.amounts.every(({ name, min = 0 }) => {
    if (min <= 0) return true;
    const amount = offered.amounts.find((candidate) => candidate.name === name);
    return amount !== undefined && min <= (amount.max ?? Infinity);
  }) && required.attributes.every(({ name, anyOf, allOf }) => {
    const values = offered.attributes.find((attribute) => attribute.name === name)?.values ?? [];
    const has = (value: string) =>
      values.some((offer) => offer.toLowerCase() === value.toLowerCase());
    return (anyOf?.some(has) ?? true) && (allOf?.every(has) ?? true);
  });
}
