import type * as sdk from "@aws-sdk/client-deadline";
import { notFound } from "../protocol/errors.ts";
import { getResource } from "../store/resources.ts";
import type { Checked, Context, Output } from "./context.ts";

/**
 * Operations on what a local farm never has: volumes that outlive instances of the cloud, and
 * endpoints that licences are rented from. Lists are empty, and whatever is named is not there.
 */
export const absent = {
  ListVolumes({ farmId, fleetId }: Checked<sdk.ListVolumesRequest>, { db }: Context): Output {
    getResource(db, "fleet", fleetId, farmId);
    return { volumes: [] };
  },

  GetVolume(input: Checked<sdk.GetVolumeRequest>, context: Context): Output {
    return noVolume(input, context);
  },

  DeleteVolume(input: Checked<sdk.DeleteVolumeRequest>, context: Context): Output {
    return noVolume(input, context);
  },

  ListLicenseEndpoints(): Output {
    return { licenseEndpoints: [] };
  },

  ListAvailableMeteredProducts(): Output {
    return { meteredProducts: [] };
  },

  GetLicenseEndpoint(input: Checked<sdk.GetLicenseEndpointRequest>): Output {
    return noEndpoint(input);
  },

  DeleteLicenseEndpoint(input: Checked<sdk.DeleteLicenseEndpointRequest>): Output {
    return noEndpoint(input);
  },

  ListMeteredProducts(input: Checked<sdk.ListMeteredProductsRequest>): Output {
    return noEndpoint(input);
  },

  PutMeteredProduct(input: Checked<sdk.PutMeteredProductRequest>): Output {
    return noEndpoint(input);
  },

  DeleteMeteredProduct(input: Checked<sdk.DeleteMeteredProductRequest>): Output {
    return noEndpoint(input);
  },
};

function noVolume(
  { farmId, fleetId, volumeId }: { farmId: string; fleetId: string; volumeId: string },
  { db }: Context,
): never {
  getResource(db, "fleet", fleetId, farmId);
  throw notFound("volume", volumeId);
}

function noEndpoint({ licenseEndpointId }: { licenseEndpointId: string }): never {
  throw notFound("licenseEndpoint", licenseEndpointId);
}
