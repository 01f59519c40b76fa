import type { PageStream } from "@deadline/client";

/** The pages of a list, each item in another shape. */
export async function* mapPages<Item, Shape>(
  stream: PageStream<Item>,
  toShape: (item: Item) => Shape,
): AsyncGenerator<Shape[], void> {
  for await (const page of stream.pages()) yield page.map((item) => toShape(item));
}
