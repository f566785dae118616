import { fieldsOf } from "./protobuf.ts";
import { shownBy, type Shown } from "./resource.ts";

/** A resource in the list of a stack, unread but for its URN. */
export interface Listed {
  readonly urn: string;
  readonly read: () => Shown;
}

const resourcesField = 1;
const urnField = 3;

/** All resources of a stack. Most were seen when they were analysed, so that it would be a waste to read them again. */
export const listedIn = (message: Buffer): readonly Listed[] =>
  [...fieldsOf(message)]
    .filter(({ number }) => number === resourcesField)
    .map((field) => ({ urn: urnIn(field.bytes()), read: () => shownBy(field.bytes()) }));

function urnIn(message: Buffer): string {
  for (const field of fieldsOf(message)) if (field.number === urnField) return field.text();
  return "";
}
