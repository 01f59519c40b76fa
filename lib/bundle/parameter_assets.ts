import { dirname } from "@std/path";
import type { AssetReferences } from "./asset_references.ts";
import type { BundleParameter } from "./bundle_parameters.ts";
import { isPathType, isUri } from "./parameter_type.ts";

/** The paths that the values of PATH parameters are to a job, by their data flow. */
export function parameterAssets(
  parameters: readonly BundleParameter[],
  { allowUris = false }: { allowUris?: boolean } = {},
): AssetReferences {
  const assets = emptyAssets();
  for (const { definition, value } of parameters) {
    const { dataFlow = "NONE", objectType = "DIRECTORY" } = definition;
    for (const path of pathsOf({ definition, value }, allowUris)) {
      if (dataFlow === "NONE") assets.referencedPaths.push(path);
      if (dataFlow === "IN" || dataFlow === "INOUT") {
        (objectType === "FILE" ? assets.inputFiles : assets.inputDirectories).push(path);
      }
      if (dataFlow === "OUT" || dataFlow === "INOUT") {
        assets.outputDirectories.push(objectType === "FILE" ? dirname(path) : path);
      }
    }
  }
  return assets;
}

/** Where the submitter himself has pointed to by giving values: what is there may be sent unasked. */
export function pathsOfSubmitter(
  parameters: readonly BundleParameter[],
  { allowUris = false }: { allowUris?: boolean } = {},
): string[] {
  return parameters.filter(({ origin }) => origin === "submitter").flatMap((parameter) =>
    pathsOf(parameter, allowUris).map((path) =>
      parameter.definition.objectType === "FILE" ? dirname(path) : path
    )
  );
}

/** Assets of none. */
export function emptyAssets(): AssetReferences {
  return { inputFiles: [], inputDirectories: [], outputDirectories: [], referencedPaths: [] };
}

function pathsOf({ definition: { type }, value }: BundleParameter, allowUris: boolean): string[] {
  if (!isPathType(type) || !value) return [];
  const paths: string[] = type === "PATH" ? [value] : JSON.parse(value);
  return paths.filter((path) => path !== "" && !(allowUris && isUri(path)));
}
