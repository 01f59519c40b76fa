import { join } from "@std/path";
import type { Stage } from "./_stage.ts";

const TEMPLATE = `specificationVersion: jobtemplate-2023-09
name: Copy a picture
parameterDefinitions:
  - { name: Picture, type: PATH, objectType: FILE, dataFlow: IN, default: picture.bin }
  - { name: Out, type: PATH, objectType: DIRECTORY, dataFlow: OUT, default: out }
steps:
  - name: Copy
    script:
      actions:
        onRun: { command: bash, args: ["{{Task.File.Run}}"] }
      embeddedFiles:
        - name: Run
          type: TEXT
          data: |
            mkdir -p "{{Param.Out}}"
            cp "{{Param.Picture}}" "{{Param.Out}}/copy é.bin"
            echo done > "{{Param.Out}}/note.txt"
`;

/** A folder that is allowed, with a bundle in it that needs a file and gives two back. */
export async function makeBundle(stage: Stage, picture: Uint8Array): Promise<string> {
  const folder = await Deno.realPath(await Deno.makeTempDir({ prefix: "submit-" }));
  const bundle = join(folder, "copy-a-picture");
  await Deno.mkdir(bundle);
  await Deno.writeTextFile(join(bundle, "template.yaml"), TEMPLATE);
  await Deno.writeFile(join(bundle, "picture.bin"), picture);
  await stage.console.roots.add(folder);
  return bundle;
}
