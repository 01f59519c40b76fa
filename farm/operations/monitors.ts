import type * as sdk from "@aws-sdk/client-deadline";
import { conflict } from "../protocol/errors.ts";
import { ACCOUNT_ID } from "../auth/principal.ts";
import { newId } from "../store/ids.ts";
import {
  deleteResource,
  type Document,
  getResource,
  insertResource,
  listResources,
  updateResource,
} from "../store/resources.ts";
import type { Checked, Context, Output } from "./context.ts";
import { created, listPage, pick, updated } from "./records.ts";
import { putTags } from "./tags.ts";

/** Operations on monitors. They are only kept: no web site is made of one. */
export const monitors = {
  CreateMonitor(input: Checked<sdk.CreateMonitorRequest>, context: Context): Output {
    refuseTaken(context, input.subdomain);
    const monitorId = newId("monitor");
    const identityCenterApplicationArn = `arn:aws:sso::${ACCOUNT_ID}:application/local/apl-${
      monitorId.slice(-16)
    }`;
    insertResource(context.db, "monitor", monitorId, "", context.now, {
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
      ...created(context),
    });
    putTags(context, monitorId, input.tags);
    return { monitorId, identityCenterApplicationArn };
  },

  GetMonitor({ monitorId }: Checked<sdk.GetMonitorRequest>, { db }: Context): Output {
    return show(getResource(db, "monitor", monitorId, ""));
  },

  ListMonitors(input: Checked<sdk.ListMonitorsRequest>, context: Context): Output {
    return listPage(context, "monitor", "", "monitors", input, { show });
  },

  UpdateMonitor(input: Checked<sdk.UpdateMonitorRequest>, context: Context): Output {
    const monitor = getResource(context.db, "monitor", input.monitorId, "");
    if (input.subdomain !== undefined) refuseTaken(context, input.subdomain, input.monitorId);
    updateResource(context.db, "monitor", input.monitorId, {
      ...monitor,
      ...pick(input, ["displayName", "subdomain", "roleArn"]),
      ...updated(context),
    });
    return {};
  },

  DeleteMonitor({ monitorId }: Checked<sdk.DeleteMonitorRequest>, { db }: Context): Output {
    getResource(db, "monitor", monitorId, "");
    deleteResource(db, "monitor", monitorId);
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
    const monitor = getResource(context.db, "monitor", monitorId, "");
    updateResource(context.db, "monitor", monitorId, {
      ...monitor,
      settings: { ...monitor.settings as object, ...settings },
      ...updated(context),
    });
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
