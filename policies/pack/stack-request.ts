import { Message } from "./protobuf.ts";
import { shownBy, type Shown } from "./resource.ts";

/** A resource in the list of a stack, unread but for its URN. */
export interface Listed {
  readonly urn: string;
  readonly read: () => Shown;
}

const resourcesField = 1;
const urnField = 3;

/** All resources of a stack. Most were seen when they were analysed, so that it would be a waste to read them again. */
export function listedIn(request: Buffer): readonly Listed[] {
  const message = new Message(request);
  const listed: Listed[] = [];
  for (let field = message.next(); field !== 0; field = message.next()) {
    if (field !== resourcesField) continue;
    const bytes = message.bytes();
    listed.push({ urn: urnIn(new Message(bytes)), read: () => shownBy(bytes) });
  }
  return listed;
}

function urnIn(resource: Message): string {
  for (let field = resource.next(); field !== 0; field = resource.next())
    if (field === urnField) return resource.text();
  return "";
}
