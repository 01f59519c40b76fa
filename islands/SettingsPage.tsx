import type { JSX } from "preact";
import type { SettingValue } from "@/server/contract.ts";
import type { SettingsUnder } from "@/client/settings_form.ts";
import { loadOne, queryOf } from "@/client/api.ts";
import { useChoices } from "@/client/choices.ts";
import { useResource } from "@/client/resource.ts";
import { lineage, view } from "@/client/selection.ts";
import { useTabStream } from "@/client/tab_stream.ts";
import { settingsRevision } from "@/client/workstation.ts";
import { FootBar } from "@/components/FootBar.tsx";
import { ResourceView } from "@/components/States.tsx";
import { LookSettings } from "@/components/settings/LookSettings.tsx";
import { SettingsForm } from "@/components/settings/SettingsForm.tsx";

/** The Settings page: the workstation configuration, shared with the command line. */
export default function SettingsPage(): JSX.Element {
  useChoices();
  useTabStream();
  const { farmId, queueId } = view.value;
  const under = lineage();
  const path = `/api/settings${queryOf({ farm: farmId, queue: queueId })}`;
  // Settings of profile, farm and queue are others when those change, or when others write the file.
  const settings = useResource<SettingsUnder>("settings.list", {
    name: "Read the settings",
    of: "settings",
    lineage: under,
    async *load(options) {
      for await (const { data, meta } of loadOne<SettingValue[]>(path)(options)) {
        yield { data: { under, values: data }, meta };
      }
    },
  }, `${under} ${settingsRevision.value}`);
  return (
    <>
      <div class="page-head">
        <h1>Settings</h1>
      </div>
      <div class="page-body panel settings">
        <ResourceView of={settings} name="Read the settings" rows={8}>
          {(listed) => (
            <SettingsForm of={settings} listed={listed} under={under} path={path}>
              <LookSettings />
            </SettingsForm>
          )}
        </ResourceView>
      </div>
      <FootBar of={settings} />
    </>
  );
}
