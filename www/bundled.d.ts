// What the bundler gives for these imports.
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
