// The client alone: undici's index would bring fetch, caches and mocks along.
declare module "undici/lib/dispatcher/client.js" {
  export { Client as default } from "undici";
}
