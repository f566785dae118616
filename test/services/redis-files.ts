import { createHash } from "node:crypto";
import { partsOf } from "../../components/model/text.ts";
import type { Service } from "../../components/model/service.ts";

/** The file of users as Redis reads it, with the passwords given by the name of their secret. */
export const usersFile = ({ files }: Pick<Service, "files">, password: (secret: string) => string): string =>
  partsOf(files["/etc/redis/users.acl"] ?? "")
    .map((part) => {
      if (typeof part === "string") return part;
      if ("secret" in part && part.form === "sha256")
        return createHash("sha256").update(password(part.secret)).digest("hex");
      throw new Error(`${JSON.stringify(part)} has no place among the users`);
    })
    .join("");
