import type { ClassAttributes, HTMLAttributes } from "preact";
import type { Itk3ValidatorElement, Itk3ValidatorProperties } from "./attributes.js";

declare module "preact" {
  namespace JSX {
    interface IntrinsicElements {
      "itk3-validator": Itk3ValidatorProperties &
        ClassAttributes<Itk3ValidatorElement> &
        Omit<HTMLAttributes<Itk3ValidatorElement>, keyof Itk3ValidatorProperties>;
    }
  }
}
