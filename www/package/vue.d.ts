import type { DefineComponent, HTMLAttributes } from "vue";
import type { Itk3ValidatorAttributes } from "./attributes.js";

/** What a template may write: listeners are those of Vue, `@itk3-result`, and the message is `:value.prop`. */
type Properties = Itk3ValidatorAttributes & { value?: string } & {
  [Event in keyof HTMLElementEventMap as Event extends `itk3-${infer Name}` ? `onItk3-${Name}` : never]?: (
    event: HTMLElementEventMap[Event],
  ) => void;
} & Omit<HTMLAttributes, keyof Itk3ValidatorAttributes>;

declare module "vue" {
  interface GlobalComponents {
    "itk3-validator": DefineComponent<Properties>;
  }
}
