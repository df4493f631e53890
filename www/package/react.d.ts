import type { ClassAttributes, HTMLAttributes } from "react";
import type { Itk3ValidatorAttributes, Itk3ValidatorElement } from "./attributes.js";

declare module "react" {
  namespace JSX {
    interface IntrinsicElements {
      "itk3-validator": Itk3ValidatorAttributes &
        ClassAttributes<Itk3ValidatorElement> &
        Omit<HTMLAttributes<Itk3ValidatorElement>, keyof Itk3ValidatorAttributes> & {
          /** A property of the element: the message. */
          value?: string;
          "onitk3-result"?: (event: HTMLElementEventMap["itk3-result"]) => void;
          "onitk3-select"?: (event: HTMLElementEventMap["itk3-select"]) => void;
          "onitk3-input"?: (event: HTMLElementEventMap["itk3-input"]) => void;
          "onitk3-error"?: (event: HTMLElementEventMap["itk3-error"]) => void;
        };
    }
  }
}
