// What the bundler gives for these imports, and the names that it puts values in place of.
declare const ITK3_REPOSITORY: string;

declare module "*.xml" {
  const text: string;
  export default text;
}
declare module "*.json" {
  const text: string;
  export default text;
}
declare module "inlined:worker" {
  const text: string;
  export default text;
}
declare module "styles:element" {
  const text: string;
  export default text;
}
