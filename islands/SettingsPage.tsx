import type { JSX } from "preact";
import type { SettingValue } from "@/server/contract.ts";
import { loadOne } from "@/client/api.ts";
import { useChoices } from "@/client/choices.ts";
import { useResource } from "@/client/resource.ts";
import { view } from "@/client/selection.ts";
import { ResourceView } from "@/components/States.tsx";
import { LookSettings } from "@/components/settings/LookSettings.tsx";
import { PlaceSettings } from "@/components/settings/PlaceSettings.tsx";
import { SettingsForm } from "@/components/settings/SettingsForm.tsx";

/** The Settings page: the workstation configuration, shared with the command line. */
export default function SettingsPage(): JSX.Element {
  useChoices();
  const { farmId, queueId } = view.value;
  // Settings of farm and queue are others when those change.
  const settings = useResource<SettingValue[]>("settings.list", {
    name: "Read the settings",
    of: "settings",
    load: loadOne("/api/settings"),
  }, `${farmId} ${queueId}`);
  return (
    <>
      <div class="page-head">
        <h1>Settings</h1>
      </div>
      <div class="page-body panel settings">
        <PlaceSettings />
        <LookSettings />
        <ResourceView of={settings} name="Read the settings" rows={8}>
          {(list) => <SettingsForm of={settings} settings={list} />}
        </ResourceView>
      </div>
    </>
  );
}
