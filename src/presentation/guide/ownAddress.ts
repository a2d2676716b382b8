import { inert } from "../../base/inert";
import { customAddressFromInput } from "../../identity/customAddress";
import { customAddressProblemText } from "../customAddressText";
import type { AddressState } from "./guideState";

/** The address that a person typed for a tunnel or reverse proxy of their own. */
export function ownAddress(typed: string): AddressState {
  if (typed.trim() === "") return { kind: "none" };
  const input = customAddressFromInput(typed);
  return input.ok ? { kind: "known", origin: input.address.origin } : { kind: "problem", problem: customAddressProblemText(input.problem, inert(typed, 100)) };
}
