import type { HTMLAttributes } from "svelte/elements";
import type { Itk3ValidatorElement, Itk3ValidatorProperties } from "./attributes.js";

declare module "svelte/elements" {
  interface SvelteHTMLElements {
    "itk3-validator": Itk3ValidatorProperties &
      Omit<HTMLAttributes<Itk3ValidatorElement>, keyof Itk3ValidatorProperties>;
  }
}
