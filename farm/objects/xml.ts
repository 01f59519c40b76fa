import { S3Error } from "./s3_error.ts";

const NAMESPACE = "http://s3.amazonaws.com/doc/2006-03-01/";

/** What may stand in an element: text, elements, several of the same name, or nothing. */
export type XmlValue =
  | string
  | number
  | boolean
  | undefined
  | readonly XmlValue[]
  | { readonly [name: string]: XmlValue };

/** Writes a document of the object store; members that are undefined are left out. */
export function writeXml(root: string, value: XmlValue, namespace = true): string {
  const body = writeContent(value);
  const attribute = namespace ? ` xmlns="${NAMESPACE}"` : "";
  return `<?xml version="1.0" encoding="UTF-8"?>\n<${root}${attribute}>${body}</${root}>`;
}

function writeContent(value: XmlValue): string {
  if (typeof value !== "object") return escape(`${value ?? ""}`);
  return Object.entries(value).map(([name, member]) => {
    const items: readonly XmlValue[] = Array.isArray(member) ? member : [member];
    return items.filter((item) => item !== undefined)
      .map((item) => `<${name}>${writeContent(item)}</${name}>`).join("");
  }).join("");
}

function escape(text: string): string {
  // deno-lint-ignore no-control-regex -- keys may have them, and parsers would drop them unescaped
  return text.replace(/[&<>"\x00-\x1f]/g, (char) => `&#${char.charCodeAt(0)};`);
}

/** An element that was read. */
export interface XmlElement {
  readonly name: string;
  /** The text in it, without that of elements in it. */
  text: string;
  readonly children: XmlElement[];
}

// A tag with its attributes, or a text; declarations and comments match as tags without a name.
const TOKEN = /<(\/?)([A-Za-z_][\w.:-]*)?([^>]*?)(\/?)>|([^<]+)/g;

/**
 * Reads the XML of a request: elements and text, which is all that clients send.
 *
 * @throws {S3Error} `MalformedXML` if elements do not end in order.
 */
export function readXml(source: string): XmlElement {
  const top: XmlElement = { name: "", text: "", children: [] };
  const open = [top];
  for (const [, slash, name, , empty, text] of source.matchAll(TOKEN)) {
    const current = open.at(-1)!;
    if (text !== undefined) {
      current.text += unescape(text);
    } else if (slash === "/") {
      if (open.length === 1 || current.name !== name) throw malformed();
      open.pop();
    } else if (name !== undefined) {
      const element: XmlElement = { name, text: "", children: [] };
      current.children.push(element);
      if (empty !== "/") open.push(element);
    }
  }
  if (open.length !== 1 || top.children.length !== 1) throw malformed();
  return top.children[0]!;
}

/** The text of an element's first child of a name, if it has one. */
export function childText(element: XmlElement, name: string): string | undefined {
  return element.children.find((child) => child.name === name)?.text;
}

/** The error for XML that is not what the operation takes. */
export function malformed(): S3Error {
  return new S3Error(
    "MalformedXML",
    "The XML you provided was not well-formed or did not validate against our published schema",
  );
}

const ENTITIES: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
};

function unescape(text: string): string {
  return text.replace(/&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi, (all, hex, decimal, name) => {
    if (name !== undefined) return ENTITIES[name] ?? all;
    const code = hex === undefined ? Number(decimal) : parseInt(hex, 16);
    if (code > 0x10ffff) throw malformed();
    return String.fromCodePoint(code);
  });
}
