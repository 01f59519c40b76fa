import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import type { BundleDetail } from "@/server/contract.ts";
import { loadOne, queryOf } from "@/client/api.ts";
import { place, useChoices } from "@/client/choices.ts";
import { QueryState } from "@/client/query_state.ts";
import { useResource } from "@/client/resource.ts";
import { NeedPlace } from "@/components/NeedPlace.tsx";
import type { FormTab } from "@/client/submit_form.ts";
import { Empty, ResourceView } from "@/components/States.tsx";
import { BundleBrowser, type BundleSource } from "@/components/submit/BundleBrowser.tsx";
import { SubmitForm } from "@/components/submit/SubmitForm.tsx";

const DEFAULTS = { source: "samples", folder: "", bundle: "", tab: "shared" };

/** The Submit page: bundles at the left, the form of the chosen one at the right. */
export default function SubmitPage(): JSX.Element {
  useChoices();
  const state = useMemo(() => new QueryState(DEFAULTS), []);
  const { source, folder, bundle: path, tab } = state.values.value;
  const at = place.value;
  const bundle = useResource<BundleDetail>(
    "submit.bundle",
    path === "" ? undefined : {
      name: "Read the job bundle",
      of: path,
      load: loadOne(`/api/bundle${queryOf({ path })}`),
    },
  );
  return (
    <>
      <div class="page-head">
        <h1>Submit</h1>
      </div>
      <div class="split panel">
        <BundleBrowser
          place={at}
          source={source as BundleSource}
          folder={folder}
          chosen={path}
          browse={(source, folder) => state.set({ source, folder })}
          choose={(bundle) => state.set({ bundle })}
        />
        <div class="split-main">
          {!at ? <NeedPlace of="what you submit" /> : path === ""
            ? (
              <Empty>
                Choose a job bundle at the left; its parameters become a form here.
              </Empty>
            )
            : (
              <ResourceView of={bundle} name="Read the job bundle" rows={8}>
                {(detail) => (
                  <SubmitForm
                    key={detail.path}
                    place={at}
                    bundle={detail}
                    tab={tab as FormTab}
                    choose={(tab) => state.set({ tab })}
                  />
                )}
              </ResourceView>
            )}
        </div>
      </div>
    </>
  );
}
