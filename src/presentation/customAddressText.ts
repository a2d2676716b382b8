import type { CustomAddress, CustomAddressInput } from "../identity/customAddress";
import { message, type Message } from "./message";

type Problem = Extract<CustomAddressInput, { readonly ok: false }>["problem"];

/** The URL parser's origin and a checked host have nothing in them that is markup: whole, they can be compared. */
export function customAddressText({ origin, host }: CustomAddress): Message {
  return host === undefined ? { message: "Visitors open {origin}", args: { origin } } : { message: "Visitors open {origin}, and the tunnel sends Host: {host}", args: { origin, host } };
}

export function customAddressProblemText(problem: Problem, typed: string): Message {
  switch (problem) {
    case "notUrl":
      return message("“{typed}” is no address. Type it as visitors will open it, like https://app.acme.com", { typed });
    case "notHttps":
      return message("The address has to be https: a sign-in over http could be read on the way");
    case "path":
      return message("The share needs the whole address: leave the path away");
    case "host":
      return message("Behind the address belongs one host, with its port if there is one, like localhost:3000");
  }
}
