import { assert, assertEquals } from "@std/assert";
import type { Page } from "playwright-core";
import { noise } from "../lib/attachments/_desk.ts";
import { makeBundle } from "../browser/_bundle.ts";
import { BROWSER_TEST, setStage } from "../browser/_stage.ts";
import { readZip } from "../browser/_zip.ts";

/** Drops a folder of this computer on the page, as a file manager does. */
async function drop(page: Page, path: string): Promise<void> {
  const client = await page.context().newCDPSession(page);
  const data = { items: [], files: [path], dragOperationsMask: 1 };
  for (const type of ["dragEnter", "dragOver", "drop"] as const) {
    await client.send("Input.dispatchDragEvent", { type, x: 700, y: 400, data });
  }
  await client.detach();
}

Deno.test(
  "a bundle that is dropped on the page is submitted with its files, and its output comes back as a zip file",
  BROWSER_TEST,
  async () => {
    await using stage = await setStage({ workers: 1 });
    const picture = noise(700_000);
    const bundle = await makeBundle(stage, picture);
    const page = await stage.open("/submit");
    await page.getByRole("button", { name: /hello/i }).first().waitFor();
    await drop(page, bundle);
    await page.getByRole("heading", { name: "Copy a picture" }).waitFor();
    await page.getByRole("tab", { name: "Attachments" }).click();
    await page.getByText("1 auto, 0 added, 0 selected").first().waitFor();
    await page.getByText("1 file, 684 KiB").waitFor();
    await page.getByRole("button", { name: "Submit", exact: true }).click();
    await page.getByRole("link", { name: "Open the job" }).click();
    await page.locator(".job-head .status", { hasText: "Succeeded" }).waitFor({ timeout: 60_000 });

    await page.getByRole("tab", { name: "Output" }).click();
    await page.getByText("copy é.bin").waitFor();
    await page.getByText("note.txt").click();
    await page.locator(".text-box", { hasText: "done" }).waitFor();
    await page.getByRole("button", { name: "Download output…" }).click();
    await page.getByText("As a zip file").click();
    const begun = page.waitForEvent("download");
    await page.getByRole("link", { name: "Download zip file" }).click();
    const download = await begun;
    assertEquals(download.suggestedFilename(), "Copy a picture outputs.zip");
    const files = readZip(await Deno.readFile(await download.path()));
    const names = [...files.keys()].map((path) => path.split("/").at(-1)).sort();
    assertEquals(names, ["copy é.bin", "note.txt"]);
    const copy = [...files].find(([path]) => path.endsWith("copy é.bin"))![1];
    assert(copy.length === picture.length && copy.every((byte, at) => byte === picture[at]));
    assertEquals(stage.problems, []);
  },
);
