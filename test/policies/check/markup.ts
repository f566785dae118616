/** An element of XML. */
export interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: Element[];
  text: string;
}

const token = /<\?xml[^?]*\?>|<(\/?)([\w:-]+)((?:\s+[\w:-]+="[^"<]*")*)\s*(\/?)>|([^<]+)/gy;

/**
 * The root element of a text of XML without comments and other rare parts.
 * @throws if it is not well-formed.
 */
export function parseXml(xml: string): Element {
  if (/(?![\t\n\r])\p{Cc}/u.test(xml)) throw new Error("a control character");
  const root: Element = { name: "", attributes: {}, children: [], text: "" };
  const open = [root];
  let end = 0;
  for (const { 0: whole, 1: slash, 2: name, 3: given = "", 4: empty, 5: text, index } of xml.matchAll(
    token,
  )) {
    end = index + whole.length;
    const holder = open.at(-1);
    if (holder === undefined) throw new Error(`too many ends at ${index}`);
    if (text !== undefined) holder.text += decoded(text);
    if (name === undefined) continue;
    if (slash) {
      if (open.pop()?.name !== name) throw new Error(`</${name}> at ${index} ends another element`);
      continue;
    }
    const attributes = [...given.matchAll(/([\w:-]+)="([^"]*)"/g)].map(([, key = "", value = ""]) => [
      key,
      decoded(value),
    ]);
    const element: Element = {
      name,
      attributes: Object.fromEntries(attributes) as Record<string, string>,
      children: [],
      text: "",
    };
    holder.children.push(element);
    if (!empty) open.push(element);
  }
  const [found, ...others] = root.children;
  if (end !== xml.length || open.length !== 1 || found === undefined || others.length > 0)
    throw new Error(`not well-formed at ${end}`);
  return found;
}

const entities: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"' };

const decoded = (text: string): string =>
  text.replaceAll(/&(\w*);?/g, (whole, name: string) => {
    const character = entities[name];
    if (character === undefined || !whole.endsWith(";")) throw new Error(`${whole} stands for nothing`);
    return character;
  });
