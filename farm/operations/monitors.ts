import type * as sdk from "@aws-sdk/client-deadline";
import { conflict } from "../protocol/errors.ts";
import { ACCOUNT_ID } from "../auth/principal.ts";
import { newId } from "../store/ids.ts";
import { type Document, getResource, listResources } from "../store/resources.ts";
import type { Checked, Context, Output } from "./context.ts";
import { changeRecord, createRecord, listPage, pick, removeRecord } from "./records.ts";

/** Operations on monitors. They are only kept: no web site is made of one. */
export const monitors = {
  CreateMonitor(input: Checked<sdk.CreateMonitorRequest>, context: Context): Output {
    refuseTaken(context, input.subdomain);
    const monitorId = newId("monitor");
    const identityCenterApplicationArn = `arn:aws:sso::${ACCOUNT_ID}:application/local/apl-${
      monitorId.slice(-16)
    }`;
    createRecord(context, "monitor", monitorId, "", {
      monitorId,
      identityCenterApplicationArn,
      settings: {},
      ...pick(input, [
        "displayName",
        "subdomain",
        "roleArn",
        "identityCenterInstanceArn",
        "identityCenterRegion",
      ]),
    }, input.tags);
    return { monitorId, identityCenterApplicationArn };
  },

  GetMonitor({ monitorId }: Checked<sdk.GetMonitorRequest>, { db }: Context): Output {
    return show(getResource(db, "monitor", monitorId, ""));
  },

  ListMonitors(input: Checked<sdk.ListMonitorsRequest>, context: Context): Output {
    return listPage(context, "monitor", "", "monitors", input, { show });
  },

  UpdateMonitor(input: Checked<sdk.UpdateMonitorRequest>, context: Context): Output {
    const { monitorId, subdomain } = input;
    changeRecord(context, "monitor", monitorId, "", () => {
      if (subdomain !== undefined) refuseTaken(context, subdomain, monitorId);
      return pick(input, ["displayName", "subdomain", "roleArn"]);
    });
    return {};
  },

  DeleteMonitor({ monitorId }: Checked<sdk.DeleteMonitorRequest>, context: Context): Output {
    removeRecord(context, "monitor", monitorId, "");
    return {};
  },

  GetMonitorSettings(
    { monitorId }: Checked<sdk.GetMonitorSettingsRequest>,
    { db }: Context,
  ): Output {
    return { settings: getResource(db, "monitor", monitorId, "").settings };
  },

  UpdateMonitorSettings(
    { monitorId, settings }: Checked<sdk.UpdateMonitorSettingsRequest>,
    context: Context,
  ): Output {
    changeRecord(context, "monitor", monitorId, "", (monitor) => ({
      settings: { ...monitor.settings as object, ...settings },
    }));
    return {};
  },
};

function show(monitor: Document): Document {
  return { ...monitor, url: `https://${monitor.subdomain}.us-west-2.deadlinecloud.amazonaws.com/` };
}

function refuseTaken({ db }: Context, subdomain: string, except?: string): void {
  const taken = listResources(db, "monitor", "")
    .find(({ id, document }) => document.subdomain === subdomain && id !== except);
  if (taken === undefined) return;
  const why = `The subdomain ${subdomain} is taken.`;
  throw conflict("RESOURCE_ALREADY_EXISTS", "monitor", taken.id, why);
}
