import type { FarmDescription } from "./start_farm.ts";

/** The variables by which a program that is started finds the farm; keys are none of them. */
export function endpointVariables(
  { endpoint, region }: Pick<FarmDescription, "endpoint" | "region">,
): Record<string, string> {
  return {
    // One by one: with that of all services the Python client asks every region for its farms.
    AWS_ENDPOINT_URL_DEADLINE: endpoint,
    AWS_ENDPOINT_URL_S3: endpoint,
    AWS_ENDPOINT_URL_STS: endpoint,
    AWS_ENDPOINT_URL_CLOUDWATCH_LOGS: endpoint,
    AWS_DISABLE_HOST_PREFIX_INJECTION: "true",
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_EC2_METADATA_DISABLED: "true",
  };
}
